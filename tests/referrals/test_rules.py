"""What a matter was passed on to follows from its steps alone (row R94)."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.matters.rules.stages import Answer, Way
from app.matters.rules.standing import Referral
from app.matters.rules.steps import (
    Progress,
    ReferralAnswer,
    ReferralClosed,
    Role,
    Route,
    Step,
)
from app.referrals.rules.sendings import running, sendings
from tests.clock import MONDAY_NINE

HEAD = (MONDAY_NINE, "clerk", Role.CLERK)
TO_WATER = Route(*HEAD, Way.REFERRAL, department="供水公司")
TO_POWER = Route(*HEAD, Way.REFERRAL, department="供电公司")
HERE = Route(*HEAD, Way.DIRECT)
TAKEN = ReferralAnswer(*HEAD, Answer.ACCEPTED)
BACK = ReferralAnswer(*HEAD, Answer.RETURNED, "不归我们")
CLOSED = ReferralClosed(*HEAD, "修好了")


def _numbered(*steps: Step) -> list[tuple[int, Step]]:
    return list(enumerate(steps, 1))


def test_what_was_passed_on_waits_until_it_is_answered() -> None:
    """R94: a department has what was sent to it until it returns or closes it."""
    assert running(_numbered(HERE)) is None
    sent = running(_numbered(TO_WATER))
    assert sent and (sent.department, sent.standing, sent.number) == ("供水公司", Referral.SENT, 1)
    taken = running(_numbered(TO_WATER, TAKEN))
    assert taken and taken.standing is Referral.ACCEPTED
    assert running(_numbered(TO_WATER, BACK)) is None
    assert running(_numbered(TO_WATER, TAKEN, CLOSED)) is None


def test_what_one_department_returned_another_gets_and_both_are_known() -> None:
    """R94: the first sending stays, with the reason for which it came back."""
    first, second = sendings(_numbered(TO_WATER, BACK, TO_POWER))
    assert (first.standing, first.said) == (Referral.RETURNED, "不归我们")
    assert (second.department, second.standing) == ("供电公司", Referral.SENT)


STEPS = st.lists(
    st.sampled_from([TO_WATER, TO_POWER, HERE, TAKEN, BACK, CLOSED, Progress(*HEAD, "去看了")])
)


PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(STEPS)
def test_a_matter_is_with_one_department_at_most(steps: list[Step]) -> None:
    found = sendings(_numbered(*steps))
    assert sum(one.running for one in found) <= 1
    assert [one.number for one in found] == sorted({one.number for one in found})
    assert all(one.running is False for one in found[:-1])


@PATIENT
@given(STEPS, st.sampled_from([TAKEN, BACK, CLOSED]))
def test_an_answer_is_about_the_newest_sending(steps: list[Step], answer: Step) -> None:
    before, after = sendings(_numbered(*steps)), sendings(_numbered(*steps, answer))
    assert after[:-1] == before[:-1]
    assert len(after) == len(before)


def test_it_says_when_it_was_answered() -> None:
    later: datetime = MONDAY_NINE + timedelta(hours=3)
    (one,) = sendings(_numbered(TO_WATER, ReferralAnswer(later, "沈涛", Role.DEPARTMENT,
                                                         Answer.ACCEPTED)))  # fmt: skip
    assert (one.at, one.answered_at) == (MONDAY_NINE, later)
