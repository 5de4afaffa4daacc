"""The round on the phone: one answer, refreshed by difference, the same until something changes."""

import gzip
import hashlib
import json
from typing import Any

import brotli
import pytest
from sqlmodel import Session, col, select

from app.attendance.commands.telling import tell
from app.auth.models import SignIn
from app.auth.principal import Principal, principal_of
from app.households.pages import household_values
from app.kit.assets import Assets
from app.kit.db import Database
from app.kit.html import CSP, Pages
from app.org.models import AccessLog, Building, GridBuilding, Holding, Person, Post
from app.org.scope import Reach, Scope
from app.visits.kept import Digests, changed_pages, kept_pages, viewer_of
from app.visits.pages.round import pack
from app.visits.panels import SHOWN, panel
from app.visits.queries.round import Round, load_round
from app.visits.stencil import HouseholdStencil
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.visits.conftest import Station


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine for pages: the queries below them are tested on both."""
    return sqlite_url


def bring(station: Station, have: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """The lines of a round."""
    reply = station.client.post(
        "/round", json={"have": have or {}}, headers={"accept-language": "zh"}
    )
    assert reply.status_code == 200
    return [json.loads(line) for line in reply.text.splitlines()]


def kept(lines: list[dict[str, Any]]) -> dict[str, str]:
    """What a phone has after these lines."""
    return {line["url"]: line["hash"] for line in lines if line["type"] == "page"}


def test_one_request_brings_every_household_and_the_forms(station: Station, town: Town) -> None:
    lines = bring(station.as_(town.wang))
    assert lines[0]["type"] == "start" and lines[0]["user"] == town.wang
    assert lines[0]["count"] == lines[0]["total_pages"] == len(kept(lines)) == 9
    assert lines[-1] == {"type": "end", "pages": 9}
    urls = {"/today", "/households", "/me", *(f"/households/{door}" for door in town.doors3)}
    assert set(kept(lines)) == urls
    for line in lines[1:-1]:
        assert line["headers"]["content-security-policy"] == CSP
        assert hashlib.sha256(line["html"].encode()).hexdigest()[:16] == line["hash"]
    form = next(line["html"] for line in lines if town.doors3[0] in line.get("url", ""))
    assert f'data-household="{town.doors3[0]}"' in form and 'name="id"' not in form


def test_nothing_changed_means_nothing_sent_even_after_another_sign_in(
    station: Station, town: Town
) -> None:
    have = kept(bring(station.as_(town.wang)))
    station.clock.forward(minutes=50)
    assert [line["type"] for line in bring(station.as_(town.wang), have)] == ["start", "end"]


def test_news_change_no_kept_page_and_none_says_how_many_there_were(
    station: Station, town: Town
) -> None:
    before = bring(station.as_(town.wang))
    assert [line["url"] for line in before if "data-news-count" in line.get("html", "")] == []
    with station.db.session(writes=True) as session:
        tell(session, town.community, [town.wang], "pairs_made", {}, "/pairs", station.clock())
        session.commit()
    assert 'data-news-count="1"' in station.get("/me").text
    assert [line["type"] for line in bring(station, kept(before))] == ["start", "end"]


def test_a_visit_changes_its_household_and_the_lists_only(station: Station, town: Town) -> None:
    have = kept(bring(station.as_(town.wang)))
    station.write(town.doors3[2], findings="灯坏了")
    changed = set(kept(bring(station, have)))
    assert changed == {"/today", "/households", "/me", f"/households/{town.doors3[2]}"}


def test_a_household_that_left_the_grid_is_named_as_gone(
    station: Station, town: Town, db: Database
) -> None:
    have = kept(bring(station.as_(town.wang)))
    with db.session(writes=True) as session:
        row = session.exec(
            select(GridBuilding).where(GridBuilding.building_id == town.building12)
        ).one()
        row.until = station.clock()
        session.commit()
    station.clock.forward(minutes=1)
    lines = bring(station, have)
    gone = {line["url"] for line in lines if line["type"] == "gone"}
    assert gone == {f"/households/{door}" for door in town.doors3}


def test_the_phone_of_who_makes_no_rounds_any_more_is_emptied(
    station: Station, town: Town, db: Database
) -> None:
    have = kept(bring(station.as_(town.wang)))
    with db.session(writes=True) as session:
        for one in session.exec(select(Holding).where(Holding.person_id == town.wang)):
            one.until = station.clock()
        session.commit()
    station.clock.forward(minutes=1)
    lines = bring(station, have)
    assert {line["url"] for line in lines if line["type"] == "gone"} == set(have)
    assert not kept(lines)


def test_a_round_asked_for_while_somebody_else_writes_is_answered(
    station: Station, town: Town, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.as_(town.wang)
    station.clock.forward(hours=2)  # now the session is to be noted as seen

    def read_then_let_another_write(session: Session, *given: Any) -> Principal | None:
        found = principal_of(session, *given)
        with db.session(writes=True) as other:
            other.exec(select(Person).where(Person.id == town.li)).one().lang = "en"
            other.commit()
        return found

    monkeypatch.setattr("app.auth.guards.principal_of", read_then_let_another_write)
    assert bring(station)[-1]["type"] == "end"
    with db.session() as session:
        seen = session.exec(select(SignIn.seen_at).where(SignIn.person_id == town.wang)).all()
    assert max(seen) == station.clock()


def test_the_log_lists_the_households_that_were_sent(
    station: Station, town: Town, db: Database
) -> None:
    have = kept(bring(station.as_(town.wang)))
    bring(station, have)
    station.write(town.doors3[2])
    bring(station, have)
    with db.session() as session:
        rows = session.exec(select(AccessLog).order_by(col(AccessLog.id))).all()
        rounds = [one.households for one in rows if one.what == "round"]
    assert rounds == [sorted(town.doors3), [town.doors3[2]]]


@pytest.mark.parametrize("accepts", ["br, gzip", "gzip", "identity"])
def test_the_answer_is_packed_once(station: Station, town: Town, accepts: str) -> None:
    station.as_(town.wang)
    with station.client.stream(
        "POST", "/round", json={"have": {}}, headers={"accept-encoding": accepts}
    ) as reply:
        raw = b"".join(reply.iter_raw())
        encoding = reply.headers.get("content-encoding", "")
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    assert encoding == {"br, gzip": "br", "gzip": "gzip", "identity": ""}[accepts]
    assert unpack[encoding](raw).startswith(b'{"type":"start"')


@pytest.mark.parametrize("body", [{"have": []}, {"have": {"/today": 5}}, []])
def test_a_body_that_is_no_question_is_refused(station: Station, town: Town, body: Any) -> None:
    assert station.as_(town.wang).client.post("/round", json=body).status_code == 400


def principal(town: Town) -> Principal:
    """Wang Min as a guard knows her."""
    return Principal(
        id=town.wang, name="王敏", community_id=town.community, area_id=town.community,
        post=Post.GRID_WORKER, posts=frozenset({Post.GRID_WORKER}),
        grid_ids=frozenset({town.grid3}), session_id="s",
    )  # fmt: skip


def load(session: Session, town: Town) -> Round:
    """Wang Min's round."""
    scope = Scope(town.wang, town.community, Reach.GRID, frozenset({town.grid3}), MONDAY_NINE)
    return load_round(session, scope, SHOWN)


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_a_page_of_the_round_is_the_page_that_its_template_draws(
    station: Station, town: Town, db: Database, assets: Assets, lang: str
) -> None:
    station.as_(town.wang)
    station.write(
        town.doors3[0], purposes=["help_need", "policy_talk"], met_role="tenant",
        findings="<b>灯坏了</b> & 漏水", requests='修"灯"', next_on="2026-11-24",
    )  # fmt: skip
    station.write(town.doors3[1], outcome="nobody_home", findings="字" * 200)
    pages = Pages(assets, True)
    with db.session(writes=True) as session:
        building = session.get(Building, town.building12)
        assert building is not None
        building.number = '<12> & "乙"'
        session.flush()
        found = load(session, town)
    viewer = viewer_of(principal(town))
    stencil = HouseholdStencil(pages, lang, viewer)
    for door in found.doors:
        shown = panel(
            door, found.lines.get(door.id, []), found.concerns.get(door.id, []), found.names
        )
        values = household_values(lang, door, found.grid.community, [], shown)
        whole = pages.render("households/household.html", lang, principal=viewer, **values)
        assert stencil.fill(values) == whole
        assert "\ue000" not in whole


def test_no_kept_page_depends_on_the_minute_or_the_session(
    station: Station, town: Town, db: Database, assets: Assets
) -> None:
    station.as_(town.wang).write(town.doors3[0], findings="灯坏了")
    pages = Pages(assets, False)
    with db.session() as session:
        found = load(session, town)
    all_of = list(kept_pages(pages, "zh-Hans", viewer_of(principal(town)), found))
    for one in all_of:
        assert "分钟前" not in one.draw()
        assert principal(town).session_tag not in one.draw()


def test_a_page_is_drawn_again_only_when_its_source_changed(
    station: Station, town: Town, db: Database, assets: Assets
) -> None:
    pages, digests = Pages(assets, False), Digests()

    def brought(have: dict[str, str]) -> dict[str, str]:
        with db.session() as session:
            found = load(session, town)
        kept = list(kept_pages(pages, "zh-Hans", viewer_of(principal(town)), found))
        return {one.url: one.hash for one in changed_pages(kept, have, digests)}

    have = brought({})
    assert brought(have) == {} and brought({}) == have
    station.as_(town.wang).write(town.doors3[0])
    assert f"/households/{town.doors3[0]}" in brought(have)


def test_digests_forget_the_least_used() -> None:
    digests = Digests(most=2)
    digests.put(b"a", "1")
    digests.put(b"b", "2")
    assert digests.get(b"a") == "1"
    digests.put(b"c", "3")
    assert (digests.get(b"a"), digests.get(b"b"), digests.get(b"c")) == ("1", None, "3")


def test_packing_three_hundred_pages_stays_below_200_kilobytes(assets: Assets) -> None:
    page = Pages(assets, False).render("visits/new.html", "zh-Hans")
    lines = [
        {"type": "page", "url": f"/households/{n:036}", "html": page.replace("新走访", f"{n} 号")}
        for n in range(300)
    ]
    body, encoding = pack(lines, "br")
    assert encoding == "br" and len(body) < 200_000
