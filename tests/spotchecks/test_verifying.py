"""`qiaomen verify-draw DAY`: a day's draw done again, and held against the chain (R110)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.cli import main
from app.kit.db import Database
from app.settings import Settings
from app.spotchecks.models import CheckRules, Draw
from app.spotchecks.queries.lists import packed, unpacked
from app.spotchecks.verifying import verify_day
from tests.people import Town
from tests.spotchecks.conftest import MONDAY, TUESDAY, WEDNESDAY, Checks
from tests.sync.test_verify import tamper


def published(station: Checks) -> None:
    """Monday's draw, published on Tuesday evening."""
    station.whole_day()
    station.at(TUESDAY, 20)


def test_an_untouched_draw_holds(station: Checks, town: Town, db: Database) -> None:
    published(station)
    with db.session() as session:
        assert verify_day(session, town.community, MONDAY) == []


def test_before_it_is_published_there_is_nothing_to_draw_again(
    station: Checks, town: Town, db: Database
) -> None:
    station.whole_day()
    with db.session() as session:
        assert verify_day(session, town.community, MONDAY) is None


def _other_checker(draw: Draw) -> None:
    drawn = [{**one, "checker": "somebody-else"} for one in draw.result["drawn"]]
    draw.result = {**draw.result, "drawn": drawn}


def _record_left_out(draw: Draw) -> None:
    draw.frozen = packed("\n".join(unpacked(draw.frozen).split("\n")[1:]))


def _set(**values: object) -> Callable[[Draw], None]:
    def change(draw: Draw) -> None:
        for name, value in values.items():
            setattr(draw, name, value)

    return change


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (_other_checker, "checkers"),
        (_record_left_out, "root"),
        (_set(public_value="1" * 10), "seed"),
        (_set(secret="00" * 32), "commitment"),
        (_set(rules='{"v":1}'), "rules"),
        (_set(owed=[]), "owed"),
        (_set(advisory=True), "advisory"),
        (_set(rate="capacity"), "rate"),
    ],
)
def test_whatever_is_changed_afterwards_is_named(
    station: Checks, town: Town, db: Database, change: Callable[[Draw], None], step: str
) -> None:
    published(station)
    with db.session(writes=True) as session:
        draw = session.get_one(Draw, (town.community, MONDAY))
        change(draw)
        session.add(draw)
        session.flush()
        found = verify_day(session, town.community, MONDAY)
    assert found
    assert any(one.startswith(f"{step}:") for one in found), found


def test_a_whole_draw_made_up_afterwards_is_not_in_the_chain(
    station: Checks, town: Town, db: Database
) -> None:
    published(station)
    for kind in ("draw.promised", "draw.cut_off"):
        tamper(db, "UPDATE audit_event SET object = 'draw:x' WHERE kind = :kind", kind=kind)
    with db.session() as session:
        found = verify_day(session, town.community, MONDAY)
    assert found == ["chain: draw.made, draw.published"]


def test_dice_that_were_keyed_in_before_the_list_was_frozen_are_named(
    station: Checks, town: Town, db: Database
) -> None:
    published(station)
    tamper(db, "UPDATE audit_event SET kind = 'dice.other' WHERE kind = 'dice.keyed'")
    with db.session() as session:
        assert verify_day(session, town.community, MONDAY) == ["chain: dice before the cut-off"]


def test_the_command_says_that_it_holds_or_what_does_not(
    station: Checks,
    town: Town,
    db: Database,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QIAOMEN_DATABASE_URL", settings.database_url)
    published(station)
    words = ["verify-draw", MONDAY.isoformat(), "--data", settings.data]
    assert main([*words, "--community", "银河社区"]) == 0
    assert "✓ 2026-11-23：1 个社区" in capsys.readouterr().out
    assert main(["verify-draw", WEDNESDAY.isoformat(), "--data", settings.data]) == 1
    assert "没有公布的抽签" in capsys.readouterr().err
    assert main([*words, "--community", "火星"]) == 1
    assert main(["verify-draw", "monday", "--data", settings.data]) == 2
    with db.session(writes=True) as session:
        draw = session.get_one(Draw, (town.community, MONDAY))
        draw.public_value = "6" * 10
        session.commit()
    assert main(words) == 1
    assert "✗ 银河社区 2026-11-23: seed" in capsys.readouterr().out


def test_with_too_few_checkers_everybody_is_still_drawn_once_a_week(
    station: Checks, town: Town, db: Database
) -> None:
    few = {town.lead: 0, town.head: 0}
    with db.session(writes=True) as session:
        session.add(
            CheckRules(
                community_id=town.community, version=1, since=date(2026, 11, 1), per_worker=2,
                anomaly=0, ask_again_days=60, cut_off="20:00", dice_until="12:00",
                capacities=few, conflicts=[], made_by=town.head, made_at=station.clock(),
            )
        )  # fmt: skip
        session.commit()
    days = [MONDAY + timedelta(days=n) for n in range(5)]
    for place, day in enumerate(days):
        station.at(day, 8)
        station.visits(town.wang, town.doors3[2 * place : 2 * place + 2])
        station.at(day, 20)
        station.at(day + timedelta(days=1), 8, 30).throw() if place < 4 else None
    station.at(days[-1] + timedelta(days=3), 8, 30).throw()
    station.at(days[-1] + timedelta(days=3), 20)
    drawn = [len(station.draw(day).result["drawn"]) for day in days]
    assert drawn == [1, 0, 0, 0, 0], "owed on the first day, and once a week is what is owed"
    assert {station.draw(day).rate for day in days} == {"capacity"}
    with db.session() as session:
        assert [verify_day(session, town.community, day) for day in days] == [[]] * 5
