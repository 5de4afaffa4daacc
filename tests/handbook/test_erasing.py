"""What is beside a matter goes with its words; a published case names nobody, and stays (R92)."""

import pytest
from sqlmodel import select

from app.handbook.models import BreachReply, KnowledgeCase
from app.matters.erasing import erase_matters
from app.rights.commands.erase import erase_beside_matters
from tests.handbook.conftest import Study
from tests.handbook.test_knowledge import SAID

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _erase(desk: Study, matter: str) -> None:
    with desk.db.session(writes=True) as session:
        erase_matters(session, desk.town.community, [matter], desk.clock())
        erase_beside_matters(session, [matter])
        session.commit()


def test_a_reply_goes_with_its_matter(desk: Study) -> None:
    """R103: entries are deleted when their time is over, and replies with them."""
    matter = desk.asked_for_more()
    desk.as_(desk.town.clerk).post(f"/breaches/{matter}/5/reply", reply="换了表格")
    _erase(desk, matter)
    with desk.db.session() as session:
        assert session.exec(select(BreachReply)).all() == []


def test_a_published_case_stays_and_forgets_where_it_is_from(desk: Study) -> None:
    """R92: one that nobody published goes with its matter."""
    published, waiting = desk.archived(), desk.archived()
    desk.as_(desk.town.clerk)
    path = desk.post("/knowledge", matter=published, **SAID).headers["location"]
    desk.post("/knowledge", matter=waiting, **SAID)
    desk.head().post(f"{path}/decision", decision="accept")
    _erase(desk, published)
    _erase(desk, waiting)
    with desk.db.session() as session:
        (kept,) = session.exec(select(KnowledgeCase)).all()
        assert kept.matter_id is None and kept.title == SAID["title"]
    assert SAID["title"] in desk.as_(desk.town.wang).get("/knowledge")
