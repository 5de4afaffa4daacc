"""A check is blind, done once, and nothing of it reaches the worker before it is published."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import col, select

from app.attendance.models import Told
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.org.models import Post
from app.spotchecks.commands import checks as commands
from app.spotchecks.forms.checks import Answers, Verdict
from app.spotchecks.models import CheckOutcome, Heard, Reached, SpotCheck, Way
from app.visits.models import Visit
from tests.people import Town
from tests.spotchecks.conftest import TUESDAY, WEDNESDAY, Checks, hold

SECRETS = {"findings": "楼道灯坏了三天", "met_role": "tenant", "purposes": "policy_talk"}


def drawn(station: Checks, town: Town) -> SpotCheck:
    """A check for the lead, of a record with words of its own."""
    station.at(TUESDAY, 8)
    station.visits(town.wang, town.doors3[:6], **SECRETS)
    station.at(TUESDAY, 20)
    station.at(WEDNESDAY, 8, 30).throw()
    return next(one for one in station.checks() if one.checker_id)


def test_until_the_answers_are_saved_the_checker_sees_nothing_of_the_record(
    station: Checks, town: Town
) -> None:
    check = drawn(station, town)
    station.as_(check.checker_id or "")
    secrets = ("楼道灯坏了三天", "租客", check.visit_id)
    page = station.get(f"/checks/{check.id}").text
    assert "存好，看记录" in page
    # What may be chosen is a question, not an answer: none of it is chosen beforehand.
    assert "checked" not in page.replace("data-checked", "")
    for text in (page, station.get("/checks").text, station.get("/news").text):
        assert not [one for one in secrets if one in text]
    refused = station.get(f"/visits/{check.visit_id}")
    assert refused.status_code == 403
    assert "正在抽查" in refused.text
    household = station.get(f"/households/{check.household_id}").text
    assert "楼道灯坏了三天" not in household
    assert check.visit_id not in household
    assert 'value="tenant" checked' not in household, "no default out of a veiled record"
    assert station.get(f"/checks/{check.id}/outcome").status_code in (404, 405)


def test_after_saving_the_record_stands_beside_the_answers_and_an_outcome_is_given(
    station: Checks, town: Town
) -> None:
    """R110: the household is asked first; then true, partly, not as written."""
    check = drawn(station, town)
    station.as_(check.checker_id or "")
    said = station.answers(check, visited_when="昨天上午", heard="说了灯的事", about="safety_check")
    assert station.post(f"/checks/{check.id}/answers", **said).status_code == 303
    page = station.get(f"/checks/{check.id}").text
    for words in ("昨天上午", "说了灯的事", "楼道灯坏了三天", "租客", "政策宣传", "安全检查"):
        assert words in page, words
    assert station.get(f"/visits/{check.visit_id}").status_code == 200
    missing = station.post(f"/checks/{check.id}/outcome", outcome="partly")
    assert missing.status_code == 422
    assert "请写明哪里不一致" in missing.text
    assert station.post(f"/checks/{check.id}/outcome", outcome="moved").status_code == 422
    done = station.post(f"/checks/{check.id}/outcome", outcome="partly", reason="目的不一样")
    assert done.status_code == 303
    assert "部分属实" in station.get("/checks").text
    again = station.post(f"/checks/{check.id}/outcome", outcome="true")
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("reached", "word"),
    [("not_reached", "没联系上"), ("declined", "不愿回答"), ("moved", "已经搬走")],
)
def test_a_household_that_could_not_be_asked_ends_the_check_and_counts_for_nobody(
    station: Checks, town: Town, reached: str, word: str
) -> None:
    """R110: or not reached."""
    check = drawn(station, town)
    station.as_(check.checker_id or "")
    fields = {"way": "phone", "reached": reached, "visited": "no", "visited_by": "没人来"}
    assert station.post(f"/checks/{check.id}/answers", **fields).status_code == 303
    with station.db.session() as session:
        stored = session.get(SpotCheck, check.id)
        assert stored is not None
        assert (stored.outcome, stored.visited, stored.visited_by) == (reached, "", "")
    station.at(WEDNESDAY, 20)
    page = station.as_(town.wang).get(f"/checks/people/{town.wang}").text
    assert word in page
    assert "还没有可比的抽查" in page
    assert "另有 1 户没问到" in page


def test_an_answer_that_says_nothing_is_refused_by_its_field(station: Checks, town: Town) -> None:
    check = drawn(station, town)
    station.as_(check.checker_id or "")
    for fields, field in (
        ({}, "way"),
        ({"way": "phone", "reached": "answered"}, "visited"),
        ({"way": "telepathy", "reached": "answered", "visited": "yes"}, "way"),
        ({"way": "phone", "reached": "answered", "visited": "yes", "heard": "长" * 501}, "heard"),
    ):
        reply = station.post(f"/checks/{check.id}/answers", **fields)
        assert reply.status_code == 422
        assert f'href="#{field}"' in reply.text
    with station.db.session() as session:
        stored = session.get(SpotCheck, check.id)
        assert stored is not None
        assert stored.answered_at is None


def test_the_worker_learns_of_a_check_only_when_it_is_over_and_published(
    station: Checks, town: Town, db: Database
) -> None:
    check = drawn(station, town)

    def told() -> list[str]:
        with db.session() as session:
            rows = session.exec(select(Told.kind).where(Told.person_id == town.wang)).all()
            return [one for one in rows if one.startswith("check")]

    def sees() -> list[str]:
        station.as_(town.wang)
        pages = [station.get(path).text for path in ("/me", "/news", "/draws", "/today")]
        pages.append(station.get(f"/checks/people/{town.wang}").text)
        pages.append(station.client.post("/round", json={"have": {}}).text)
        return [page for page in pages if check.id in page]

    assert station.as_(town.wang).get(f"/checks/{check.id}").status_code == 404
    assert (told(), sees()) == ([], [])
    station.as_(check.checker_id or "")
    station.post(f"/checks/{check.id}/answers", **station.answers(check))
    station.post(f"/checks/{check.id}/outcome", outcome="true")
    assert station.as_(town.wang).get(f"/checks/{check.id}").status_code == 404
    assert (told(), sees()) == ([], [])
    station.at(WEDNESDAY, 20)
    assert told() == ["check_shown"]
    page = station.as_(town.wang).get(f"/checks/{check.id}").text
    assert "属实" in page
    assert len(sees()) == 1, "the list of their own"


def test_a_colleague_sees_nothing_of_anothers_check(station: Checks, town: Town) -> None:
    check = drawn(station, town)
    station.as_(check.checker_id or "")
    station.post(f"/checks/{check.id}/answers", **station.answers(check))
    station.post(f"/checks/{check.id}/outcome", outcome="false", reason="住户说没人来")
    station.at(WEDNESDAY, 20)
    for person in (town.li, town.clerk, town.steward):
        station.as_(person)
        assert station.get(f"/checks/{check.id}").status_code == 404
        assert station.get(f"/checks/people/{town.wang}").status_code == 404
    station.as_(town.other_lead, town.other_community)
    assert station.get(f"/checks/{check.id}").status_code == 404


def test_somebody_else_may_take_a_check_over_with_a_reason_that_is_counted(
    station: Checks, town: Town
) -> None:
    check = drawn(station, town)
    other = town.head if check.checker_id == town.lead else town.lead
    station.as_(other)
    assert station.post(f"/checks/{check.id}/answers", **station.answers(check)).status_code == 404
    assert station.post(f"/checks/{check.id}/taking-over").status_code == 422
    done = station.post(f"/checks/{check.id}/taking-over", taken_over_why="生病")
    assert done.status_code == 303
    assert station.get(f"/visits/{check.visit_id}").status_code == 403, "blind from now on"
    assert station.post(f"/checks/{check.id}/answers", **station.answers(check)).status_code == 303
    assert "生病" in station.get(f"/checks/{check.id}").text
    assert '<td role="cell" data-label="换人" class="cell-number">1</td>' in (
        station.get("/checks/people").text
    )


def test_who_made_the_visit_is_never_the_one_to_check_it(
    station: Checks, town: Town, db: Database
) -> None:
    with db.session(writes=True) as session:
        hold(session, town.community, town.wang, Post.GRID_LEAD)
        session.commit()
    check = drawn(station, town)
    assert check.worker_id == town.wang
    assert check.checker_id in (town.lead, town.head)
    station.as_(town.wang)
    assert station.get(f"/checks/{check.id}").status_code == 404
    assert station.post(f"/checks/{check.id}/taking-over", taken_over_why="x").status_code == 404


def test_twenty_at_once_have_one_effect_a_check_and_the_others_are_told_who_was_first(
    station: Checks, town: Town, db: Database
) -> None:
    checks = many(station, town, db, 100)
    said = Answers(Way.PHONE, Reached.ANSWERED, Heard.YES, "", "", (), "")

    def close(number: int) -> list[str]:
        told = []
        for check_id, checker in checks:
            for step in ("answer", "judge"):
                with db.session(writes=True) as session:
                    check = session.get(SpotCheck, check_id)
                    assert check is not None
                    try:
                        if step == "answer":
                            commands.answer(session, station.clock.now, check, checker, said)
                        else:
                            verdict = Verdict(CheckOutcome.TRUE, f"{number}")
                            commands.judge(session, station.clock.now, check, checker, verdict)
                        session.commit()
                        told.append(step)
                    except Conflict as refused:
                        session.rollback()
                        told.append(refused.title.text("zh-Hans"))
        return told

    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = [one for some in pool.map(close, range(20)) for one in some]
    assert answers.count("answer") == answers.count("judge") == len(checks)
    others = {one for one in answers if one not in ("answer", "judge")}
    assert others <= {"张丽已经交了这一步", "陈建国已经交了这一步"}
    with db.session() as session:
        closings = session.exec(
            select(AuditEvent.object).where(col(AuditEvent.kind) == "check.closed")
        ).all()
    assert sorted(closings) == sorted(one for one, _ in checks)


def many(station: Checks, town: Town, db: Database, count: int) -> list[tuple[str, str]]:
    """Open checks of that many records, with their checkers."""
    check = drawn(station, town)
    found = [(one.id, one.checker_id or "") for one in station.checks()]
    with db.session(writes=True) as session:
        visit = session.get(Visit, check.visit_id)
        assert visit is not None
        while len(found) < count:
            one, checker = uuid7(), found[len(found) % 2][1]
            session.add(Visit(**{**visit.model_dump(), "id": one}))
            session.flush()
            again = {"id": one, "visit_id": one, "checker_id": checker}
            session.add(SpotCheck(**{**check.model_dump(), **again}))
            found.append((one, checker))
        session.commit()
    return found


def test_the_round_of_the_worker_holds_no_word_of_checks(station: Checks, town: Town) -> None:
    drawn(station, town)
    station.as_(town.wang)
    reply = station.client.post("/round", json={"have": {}})
    pages = {x["url"]: x["html"] for x in map(json.loads, reply.text.splitlines()) if "html" in x}
    assert "抽查" not in pages["/today"]
