"""Row R111: no route skips a step, and whoever may not is told why; nothing is half-written."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from sqlmodel import select

from app.attendance.models import Leave, LeaveState
from app.cases.commands import steps
from app.cases.commands.taking import Refused
from app.cases.models import CaseRecord, CaseStep
from app.cases.queries.whole import held_case
from app.cases.rules.gate import may
from app.cases.rules.measures import Measure
from app.cases.rules.state import ENDED, Stage
from app.cases.rules.steps import Closing, MeasureTaken, Notice, Reply, Role, Vote
from app.kit.ids import uuid7
from app.spotchecks.models import SecondReading, SpotCheck
from app.visits.models import Visit
from tests.cases.conftest import DAY, MONDAY, SECOND, TUESDAY, WEDNESDAY, Court
from tests.people import Town
from tests.sync.test_photos import jpeg

THURSDAY = WEDNESDAY + DAY
ROUTES = (
    "technical-check", "notice", "extension", "replies", "votes", "measure", "appeal",
    "appeal-decision", "export",
)  # fmt: skip


def test_r111_whoever_checked_cannot_write_the_notice(court: Court, town: Town) -> None:
    court.opened()
    reply = court.try_(town.lead, "notice")
    assert reply.status_code == 409
    assert "核实的人不能再办理这一步" in reply.text
    assert court.stage() is Stage.CHECKED


def test_r111_nobody_votes_before_the_worker_was_heard_or_the_time_is_over(
    court: Court, town: Town
) -> None:
    court.noticed()
    reply = court.try_(court.panel[0], "votes", finding="coaching", **court.reason())
    assert reply.status_code == 404, "it is not before the panel yet"
    court.at(WEDNESDAY + 7 * DAY, 23)  # five working days after Wednesday: the last of them
    assert court.try_(court.panel[0], "votes").status_code == 404
    court.at(WEDNESDAY + 8 * DAY, 9)
    assert court.try_(court.panel[0], "votes").status_code == 422


def test_r111_the_author_of_the_notice_signs_nothing(court: Court, town: Town) -> None:
    court.opened()
    court.do(town.head, "notice", **SECOND)
    extra = court.whole().steps[-1].facts[-1].record
    court.do(town.wang, "replies", words="我去过")
    court.found("warning", extra)
    refused = court.try_(town.head, "measure", level="warning")
    assert refused.status_code == 409
    assert "写通知的人不能再办理这一步" in refused.text
    below = court.try_(court.panel[0], "measure", level="warning")
    assert below.status_code == 422
    assert "警告及以上须由站长签字" in below.text
    court.do(court.panel[0], "measure", level="coaching")


def test_r111_a_measure_is_never_heavier_than_the_rules_allow(court: Court, town: Town) -> None:
    court.noticed()
    court.do(town.wang, "replies", words="我去过")
    vote = court.as_(court.panel[0]).get(f"/cases/{court.case().id}").text
    assert "辅导谈话" in vote
    assert 'value="warning"' not in vote, "one fact alone shows nothing invented"
    court.found("recommendation")
    for level in ("reminder", "warning", "recommendation"):
        reply = court.try_(town.head, "measure", level=level)
        assert (reply.status_code, court.stage()) == (422, Stage.FOUND)
        assert "按规定不能这么重" in reply.text
    court.do(town.head, "measure", level="coaching")


@pytest.mark.parametrize(
    ("who", "fields", "field"),
    [
        ("vote", {}, "finding"),
        ("vote", {"finding": "prison"}, "finding"),
        ("vote", {"finding": "coaching", "reason-1": ""}, "reason-1"),
        ("vote", {"finding": "coaching", "reason-1": "x" * 1001}, "reason-1"),
        ("vote", {"finding": "coaching", "reason-1": "清楚"}, "records-1"),
        ("vote", {"finding": "coaching", "reason-1": "清楚", "records-1": ["other"]}, "records-1"),
        ("vote", {"finding": "coaching", "reason-1": "清", "reason-2": "楚"}, "records-2"),
    ],
)
def test_a_vote_that_says_too_little_is_refused_by_its_field(
    court: Court, town: Town, who: str, fields: dict[str, Any], field: str
) -> None:
    court.noticed()
    court.do(town.wang, "replies", words="我去过")
    reply = court.try_(court.panel[0], "votes", **fields)
    assert reply.status_code == 422
    assert f'href="#{field}"' in reply.text
    assert court.stage() is Stage.DECIDING


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"words-1": "没有人来"}, "source-1"),
        ({"source-1": "门禁"}, "words-1"),
        ({"words-1": "没有人来", "source-1": "门禁"}, "kind-1"),
        ({"words-1": "看", "source-1": "门禁", "kind-1": "photo"}, "kind-1"),
    ],
)
def test_a_second_fact_says_what_it_is_and_whose_word(
    court: Court, fields: dict[str, str], field: str
) -> None:
    court.opened()
    reply = court.try_(court.deputy, "notice", **fields)
    assert reply.status_code == 422
    assert f'href="#{field}"' in reply.text
    assert court.stage() is Stage.CHECKED
    with court.db.session() as session:
        assert session.exec(select(CaseRecord)).all() == []


def test_an_empty_reply_is_refused_and_a_photo_alone_is_one(court: Court, town: Town) -> None:
    court.noticed()
    refused = court.try_(town.wang, "replies", words="  ")
    assert refused.status_code == 422
    assert "请写几句话，或附照片、证人" in refused.text
    files = {"photos": ("a.jpg", jpeg(exif=True), "image/jpeg")}
    path = f"/cases/{court.case().id}/replies"
    assert court.as_(town.wang).client.post(path, data={}, files=files).status_code == 303
    kept = court.whole().steps[-1]
    assert isinstance(kept, Reply)
    photo = court.get(f"/cases/{court.case().id}/photos/{kept.photos[0]}")
    assert photo.content[:4] == b"RIFF"
    assert b"Exif" not in photo.content
    assert court.as_(court.panel[0]).get(photo.url.path).status_code == 200
    assert court.as_(town.li).get(photo.url.path).status_code == 404


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"0" * 40])
def test_a_broken_photo_is_refused_and_what_was_typed_stays(
    court: Court, town: Town, content: bytes
) -> None:
    court.noticed()
    files = {"photos": ("a.jpg", content, "image/jpeg")}
    path = f"/cases/{court.case().id}/replies"
    reply = court.as_(town.wang).client.post(path, data={"words": "我去过"}, files=files)
    assert reply.status_code == 422
    assert "我去过" in reply.text
    assert 'href="#photos"' in reply.text
    assert court.stage() is Stage.REPLYING


def test_four_photos_are_too_many(court: Court, town: Town) -> None:
    court.noticed()
    files = [("photos", ("a.jpg", jpeg(80, 60), "image/jpeg")) for _ in range(4)]
    path = f"/cases/{court.case().id}/replies"
    reply = court.as_(town.wang).client.post(path, data={"words": "看"}, files=files)
    assert reply.status_code == 422
    assert 'href="#photos"' in reply.text


def test_r111_what_nobody_takes_up_in_three_working_days_lapses_in_silence(
    court: Court, town: Town
) -> None:
    court.opened()
    court.at(TUESDAY + 3 * DAY, 22)  # Friday: the third working day after Tuesday
    assert court.stage() is Stage.CHECKED
    court.at(TUESDAY + 6 * DAY, 9)
    assert court.stage() is Stage.LAPSED
    assert court.case().closed_at is not None
    assert court.try_(court.deputy, "notice").status_code == 409
    assert "消息" in court.as_(town.wang).get("/news").text
    assert "作废" not in court.get("/news").text, "nobody was accused, so nothing is told"


def test_r111_leave_stops_the_time_to_reply(court: Court, town: Town) -> None:
    court.noticed()
    court.at(THURSDAY, 10)
    with court.db.session(writes=True) as session:
        session.add(
            Leave(
                id=uuid7(), community_id=town.community, person_id=town.wang, kind="annual",
                first_on=THURSDAY + DAY, last_on=THURSDAY + 8 * DAY, state=LeaveState.GRANTED,
                asked_at=court.clock(),
            )
        )  # fmt: skip
        session.commit()
    court.at(THURSDAY + DAY, 9)
    assert court.stage() is Stage.PAUSED
    assert court.try_(court.panel[0], "votes").status_code == 404
    court.at(THURSDAY + 11 * DAY, 9)
    assert court.stage() is Stage.REPLYING
    # Thursday counted; of the eight working days after it six were leave. Four are left.
    assert court.whole().state.until == THURSDAY + 14 * DAY


def test_r111_a_day_without_dice_and_a_household_not_reached_open_no_case(
    court: Court, town: Town
) -> None:
    check = next(one for one in court.whole_day(MONDAY) if one.checker_id)
    court.as_(check.checker_id or "")
    court.post(f"/checks/{check.id}/answers", way="phone", reached="declined")
    court.at(TUESDAY, 20).at(WEDNESDAY, 9)
    assert court.cases() == []
    with court.db.session(writes=True) as session:
        row = session.get_one(SpotCheck, check.id)
        row.outcome, row.advisory = "false", True
        session.add(row)
        session.commit()
    court.at(WEDNESDAY, 10)
    assert court.cases() == []


def test_r111_a_trace_of_a_technical_cause_waits_for_the_steward_and_may_end_it(
    court: Court, town: Town
) -> None:
    check = court.mismatch()
    with court.db.session(writes=True) as session:
        visit = session.get_one(Visit, check.visit_id)
        visit.clock_doubtful = True
        session.add(visit)
        session.commit()
    court.at(WEDNESDAY, 9)
    assert court.stage() is Stage.OPEN
    page = court.as_(town.steward).get(f"/cases/{court.case().id}").text
    assert "手机时钟不准" in page
    both = court.try_(town.steward, "technical-check", causes="clock", none="1")
    assert both.status_code == 422
    assert court.try_(town.steward, "technical-check").status_code == 422
    court.do(town.steward, "technical-check", causes="clock")
    assert court.stage() is Stage.TECHNICAL
    assert "手机时钟不准" in court.as_(town.wang).get(f"/cases/{court.case().id}").text
    gone = court.as_(town.steward).get(f"/cases/{court.case().id}")
    assert gone.status_code == 404, "no business of the steward's any more"


def test_who_judges_sees_a_case_only_while_it_stands_before_them(court: Court, town: Town) -> None:
    case = court.opened()
    path = f"/cases/{case.id}"
    outside = (*court.panel, court.officer, town.other_lead, town.street_officer, town.li)

    def seeing() -> list[str]:
        return [one for one in outside if court.as_(one).get(path).status_code == 200]

    assert seeing() == []
    court.do(court.deputy, "notice")
    assert seeing() == [], "the worker is heard first"
    court.do(town.wang, "replies", words="我去过")
    assert seeing() == court.panel
    court.found("coaching")
    court.do(town.head, "measure", level="coaching")
    assert court.officer not in seeing()
    court.do(town.wang, "appeal")
    assert seeing() == [*court.panel, court.officer]
    assert "王敏" not in court.as_(town.other_lead).get("/cases").text


def test_twenty_who_vote_at_once_are_one_vote_each_and_two_decide(court: Court, town: Town) -> None:
    court.noticed()
    court.do(town.wang, "replies", words="我去过")
    case_id, reasons = court.case().id, court.reason()
    found = _finding(Measure.COACHING, reasons)

    def go(person: str) -> bool:
        with court.db.session(writes=True) as session:
            whole = held_case(session, case_id, court.clock())
            assert whole is not None
            try:
                steps.vote(session, whole, person, Role.PANEL_MEMBER, found)
            except Refused:
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(go, court.panel[:2] * 10))
    assert sum(done) == 2
    votes = [one for one in court.whole().steps if isinstance(one, Vote)]
    assert {one.by for one in votes} == set(court.panel[:2])
    with court.db.session() as session:
        numbers = session.exec(select(CaseStep.number).where(CaseStep.case_id == case_id)).all()
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def _finding(upto: Measure, fields: dict[str, Any]) -> Any:
    from app.cases.forms.steps import Finding
    from app.cases.rules.steps import Reason

    return Finding(upto, (Reason(fields["reason-1"], tuple(fields["records-1"])),))


def test_r111_whoever_posts_whatever_to_whatever_route_skips_no_step(
    court: Court, town: Town
) -> None:
    """R111: 300 posts by anybody to any route of the case. What was let in, the gate lets in again
    from the beginning; nobody was measured unheard; and no post was answered with a failure."""
    court.opened()
    seed = Random().randrange(2**32)
    any_ = Random(seed)
    people = [
        town.wang, town.li, town.lead, town.head, town.steward, town.clerk, town.street_officer,
        town.other_lead, court.deputy, court.officer, *court.panel,
    ]  # fmt: skip
    for turn in range(300):
        if any_.random() < 0.06:
            court.clock.forward(hours=any_.choice([1, 20, 26, 100]))
        fields = {
            "finding": any_.choice(["dismissed", "coaching", "warning", "recommendation", ""]),
            "level": any_.choice(["coaching", "warning", "recommendation", "x"]),
            "words": any_.choice(["我去过", ""]), "none": any_.choice(["1", ""]),
            **court.reason(), **any_.choice([{}, SECOND]),
        }  # fmt: skip
        reply = court.try_(any_.choice(people), any_.choice(ROUTES), **fields)
        assert reply.status_code in (303, 403, 404, 409, 422), f"{seed}:{turn} {reply.text}"
    whole = court.whole()
    for number, step in enumerate(whole.steps):
        why = may(step, whole.facts, whole.steps[:number], step.at, whole.calendar)
        assert why is None, f"{seed}: {step} {why}"
    kinds = [type(one) for one in whole.steps]
    if MeasureTaken in kinds:
        assert kinds.count(Vote) >= 2 and Notice in kinds, seed
    if whole.state.stage in ENDED:
        assert kinds.count(Closing) <= 1


def test_who_is_to_compare_a_check_again_learns_of_no_case_before(
    court: Court, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.spotchecks.rules.second.LAST", "ffffffff")
    check = court.mismatch()
    with court.db.session() as session:
        reader = session.exec(select(SecondReading.reader_id)).one()
    court.at(WEDNESDAY, 9)
    path, others = f"/cases/{court.case().id}", {town.head, court.deputy} - {reader}
    assert court.as_(reader).get(path).status_code == 404
    assert court.case().id not in court.get("/cases").text
    assert "有一条核实不符" not in court.get("/news").text
    assert court.as_(others.pop()).get(path).status_code == 200
    said = {"outcome": "partly", "reason": "时间对不上"}
    again = court.as_(reader).post(f"/checks/{check.id}/second-reading", **said)
    assert again.status_code == 303
    assert court.get(path).status_code == 200


def test_a_case_of_nowhere_is_not_found(court: Court, town: Town) -> None:
    court.opened()
    for case_id in (uuid7(), "no-id", "0" * 400):
        assert court.as_(town.head).get(f"/cases/{case_id}").status_code == 404
        assert court.post(f"/cases/{case_id}/notice").status_code == 404
