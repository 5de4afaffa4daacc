"""Anyone reports a breach of privacy; the head, or else the street, deals with it (row R244)."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.kit.audit import AuditEvent, AuditPayload
from app.kit.db import Database
from app.org.models import BreachReport, Holding, Post
from app.privacy.rules import noted_page
from tests.clock import HeldClock
from tests.people import Town
from tests.privacy.conftest import Somebody

WHAT = "名单贴在单元门口"


def reports(db: Database) -> list[BreachReport]:
    """Every report."""
    with db.session() as session:
        return list(session.exec(select(BreachReport)))


def end_headship(session: Session, town: Town, clock: HeldClock) -> None:
    """The head leaves, and nobody follows."""
    held = session.exec(select(Holding).where(Holding.post == Post.STATION_HEAD)).one()
    held.until = clock() - timedelta(minutes=1)
    session.commit()


@pytest.mark.parametrize(
    ("address", "noted"),
    [
        ("https://localhost/households/one?q=王", "/households/one"),
        ("https://localhost/invitations/" + "s" * 43, "/invitations/…"),
        ("", ""),
        ("https://[", ""),
        ("javascript:alert(1)", ""),
        ("/visits", "/visits"),
    ],
)
def test_the_page_is_noted_without_query_or_secret(address: str, noted: str) -> None:
    assert noted_page(address) == noted


def test_r244_anyone_reports_from_any_page_and_the_head_closes_it(
    somebody: Somebody, db: Database, town: Town
) -> None:
    """R244: the breach report."""
    somebody.as_("wang")
    assert 'href="/breach-reports/new"' in somebody.get("/today").text
    form = somebody.get(
        "/breach-reports/new", referer=f"https://localhost/households/{town.doors3[0]}?q=x"
    )
    assert f'value="/households/{town.doors3[0]}"' in form.text
    sent = somebody.post("/breach-reports", what=WHAT, place="12号楼", page="/households?q=王")
    assert (sent.status_code, sent.headers["location"]) == (303, "/breach-reports/received")
    [made] = reports(db)
    assert (made.community_id, made.reporter_id) == (town.community, town.wang)
    assert made.page == "/households"

    somebody.as_("head")
    assert "等处理 1 件" in somebody.get("/me").text
    listed = somebody.get("/breach-reports").text
    assert WHAT in listed and "王敏" in listed
    assert somebody.post(f"/breach-reports/{made.id}/taking").status_code == 303
    refused = somebody.post(f"/breach-reports/{made.id}/closing", done=" ")
    assert refused.status_code == 422 and WHAT in refused.text
    done = somebody.post(f"/breach-reports/{made.id}/closing", done="名单已取下，已告知住户")
    assert done.status_code == 303
    assert somebody.post(f"/breach-reports/{made.id}/closing", done="再来").status_code == 409
    [made] = reports(db)
    assert (made.taken_by, made.handled_by) == (town.head, town.head)
    assert "名单已取下" in somebody.as_("wang").get("/breach-reports/new").text


def test_r244_the_chain_says_who_did_what_and_nothing_of_the_text(
    somebody: Somebody, db: Database
) -> None:
    somebody.as_("clerk").post("/breach-reports", what=WHAT)
    [made] = reports(db)
    somebody.as_("head").post(f"/breach-reports/{made.id}/closing", done="取下了")
    with db.session() as session:
        kinds = session.exec(
            select(AuditEvent.kind).where(AuditEvent.object == made.id).order_by(AuditEvent.seq)
        ).all()
        texts = "".join(session.exec(select(AuditPayload.payload)).all())
    assert kinds == ["breach.reported", "breach.taken", "breach.closed"]
    assert WHAT not in texts and "取下了" not in texts


def test_r244_without_a_session_the_community_is_chosen_and_an_address_may_not_flood(
    somebody: Somebody, db: Database, town: Town
) -> None:
    somebody.as_("")
    assert 'href="/breach-reports/new"' in somebody.get("/sign-in").text
    assert "哪个社区" in somebody.get("/breach-reports/new").text
    missing = somebody.post("/breach-reports", what=WHAT)
    assert missing.status_code == 422 and WHAT in missing.text
    for _ in range(5):
        sent = somebody.post("/breach-reports", what=WHAT, community=town.other_community)
        assert sent.status_code == 303
    flood = somebody.post("/breach-reports", what=WHAT, community=town.other_community)
    assert flood.status_code == 429 and WHAT in flood.text, "what was typed stays"
    assert len(reports(db)) == 5 and {one.reporter_id for one in reports(db)} == {None}
    assert WHAT not in somebody.as_("head").get("/breach-reports").text, "of another community"


def test_r244_where_no_head_is_the_street_deals_with_it(
    somebody: Somebody, db: Database, town: Town, clock: HeldClock
) -> None:
    somebody.as_("wang").post("/breach-reports", what=WHAT)
    [made] = reports(db)
    somebody.as_("street_officer")
    assert WHAT not in somebody.get("/breach-reports").text
    assert somebody.post(f"/breach-reports/{made.id}/taking").status_code == 404
    with db.session(writes=True) as session:
        end_headship(session, town, clock)
    assert WHAT in somebody.get("/breach-reports").text
    closed = somebody.post(f"/breach-reports/{made.id}/closing", done="街道已处理")
    assert closed.status_code == 303
    assert reports(db)[0].handled_by == town.street_officer
