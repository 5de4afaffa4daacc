"""A real installation takes the shipped catalogue from the terminal, on both databases."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import select

from app.auth.principal import COOKIE
from app.catalogue.commands.loading import load_shipped
from app.catalogue.models import ItemVersion, ReviewChain, ServiceItem
from app.cli import main
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.org.models import Area
from app.settings import Settings
from tests.catalogue.shelf import City, found_city
from tests.clock import HeldClock
from tests.people import Town, found_town, sign_in

ITEMS, CHAINS = 75, 16
OWN = "i" * 36


@pytest.fixture
def town(db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A station under a city, without a single item."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    with db.session(writes=True) as session:
        town = found_town(session)
        found_city(session, town)
        session.commit()
    return town


def _load(settings: Settings, city: str) -> int:
    return main(["load-catalogue", "--city", city, "--data", settings.data])


def test_a_city_takes_what_comes_along_and_hears_how_much(
    town: Town, db: Database, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """R57, R58: items published or drafts as their guides are, and the review chains."""
    assert _load(settings, "370600") == 0
    said = capsys.readouterr().out
    with db.session() as session:
        states = [one.state for one in session.exec(select(ItemVersion))]
        assert len(states) == ITEMS and len(session.exec(select(ReviewChain)).all()) == CHAINS
        drafts, shown = states.count("draft"), states.count("published")
        kinds = session.exec(select(AuditEvent.kind)).all()
    assert drafts + shown == ITEMS and shown
    assert (
        f"新增 {ITEMS} 个事项（{shown} 个已发布，{drafts} 个是草稿）、{CHAINS} 条审核链条" in said
    )
    assert f"{ITEMS} items added ({shown} published, {drafts} drafts)" in said
    assert "/catalogue/listing" in said
    assert kinds.count("catalogue.shipped") == 1
    assert main(["verify-log", "--data", settings.data]) == 0


def test_a_second_run_leaves_what_people_changed(
    town: Town, db: Database, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _load(settings, "烟台市") == 0
    with db.session(writes=True) as session:
        version = session.exec(select(ItemVersion)).first()
        chain = session.exec(select(ReviewChain)).first()
        assert version is not None and chain is not None
        version.name, chain.name = "本市改过的名字", "本市改过的链条"
        gone = session.exec(select(ServiceItem).where(ServiceItem.id != version.item_id)).first()
        assert gone is not None
        gone.withdrawn_at, code = gone.admitted_at, gone.code
        session.commit()
    capsys.readouterr()
    assert _load(settings, "烟台市") == 0
    said = capsys.readouterr().out
    assert f"新增 0 个事项（0 个已发布，0 个是草稿）、0 条审核链条；原有 {ITEMS} 个" in said
    with db.session() as session:
        names = [one.name for one in session.exec(select(ItemVersion))]
        assert len(names) == ITEMS and "本市改过的名字" in names
        chains = [one.name for one in session.exec(select(ReviewChain))]
        assert len(chains) == CHAINS and "本市改过的链条" in chains
        items = {one.code: one for one in session.exec(select(ServiceItem))}
        assert len(items) == ITEMS and items[code].withdrawn_at is not None
        kinds = session.exec(select(AuditEvent.kind)).all()
        assert kinds.count("catalogue.shipped") == 1, "nothing was done, so nothing is recorded"


def test_what_a_newer_program_brings_is_added_to_what_is_there(
    town: Town, db: Database, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with db.session(writes=True) as session:
        city = session.exec(select(Area.id).where(Area.name == "烟台市")).one()
        session.add(
            ServiceItem(
                id="i" * 36, area_id=city, code="huji-juzhuzheng", admitted_at=HeldClock()()
            )
        )
        session.commit()
    assert _load(settings, "370600000000") == 0
    assert f"新增 {ITEMS - 1} 个事项" in capsys.readouterr().out
    with db.session() as session:
        own = session.exec(select(ItemVersion).where(ItemVersion.item_id == OWN)).all()
        assert not own, "an item of the city's own keeps what the city says of it"


@pytest.mark.parametrize("named", ["999999", "无此市", "", "370611001005"])
def test_an_unknown_city_is_refused_and_nothing_is_written(
    named: str, town: Town, db: Database, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _load(settings, named) == 2
    assert "--city: 没有这个市或区县  no city or district" in capsys.readouterr().err
    with db.session() as session:
        assert not session.exec(select(ServiceItem)).all()


def test_a_district_is_told_which_city_admits(
    town: Town, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _load(settings, "370611") == 2
    assert "370600000000 烟台市" in capsys.readouterr().err


def test_a_run_that_breaks_off_leaves_nothing_half_written(
    town: Town, db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.catalogue.commands import shipped

    def broken(*said: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(shipped.audit, "record", broken)
    with pytest.raises(RuntimeError):
        _load(settings, "370600000000")
    with db.session() as session:
        assert not session.exec(select(ServiceItem)).all()
        assert not session.exec(select(ReviewChain)).all()


def test_without_the_city_the_command_says_what_it_wants(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["load-catalogue", "--data", settings.data])
    assert left.value.code == 2 and "--city" in capsys.readouterr().err


def test_an_empty_list_says_to_its_officer_where_items_come_from(
    db: Database, client: TestClient[Litestar], clock: HeldClock
) -> None:
    with db.session(writes=True) as session:
        town = found_town(session)
        city: City = found_city(session, town)
        officer = sign_in(session, city.officer, None, clock())
        head = sign_in(session, town.head, town.community, clock())
        session.commit()
    client.cookies.set(COOKIE, officer)
    shown = client.get("/catalogue").text
    assert "qiaomen load-catalogue --city 370600000000" in shown
    assert 'href="/catalogue/import"' in shown
    client.cookies.clear()
    client.cookies.set(COOKIE, head)
    shown = client.get("/catalogue").text
    assert "还没有事项" in shown and "load-catalogue" not in shown
    with db.session(writes=True) as session:
        load_shipped(session, clock(), city.id)
        session.commit()
    client.cookies.clear()
    client.cookies.set(COOKIE, officer)
    shown = client.get("/catalogue").text
    assert "居住证申领" in shown and "load-catalogue" not in shown
