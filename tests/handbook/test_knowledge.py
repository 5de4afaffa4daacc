"""Cases out of archived matters, in which nobody can be recognised (row R92)."""

from typing import Any

import pytest
from sqlmodel import select

from app.attendance.models import Told
from app.handbook.models import KnowledgeCase
from app.kit.ids import uuid7
from app.matters.rules.stages import Flow
from tests.handbook.conftest import Study

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SAID: dict[str, Any] = {
    "title": "独居老人办居住证",
    "asked": "老人没有照片，腿脚不便",
    "done": "带相机上门照相，代办员跑了一趟派出所",
    "learned": "上门时带上相机",
}


def _written(desk: Study, who: str = "clerk", **more: Any) -> tuple[str, str]:
    matter = desk.archived()
    desk.as_(getattr(desk.town, who))
    reply = desk.post("/knowledge", matter=matter, **{**SAID, **more})
    return reply.headers["location"], matter


def test_a_case_is_written_published_and_found(desk: Study) -> None:
    """R92: written by a worker, approved by the head before publishing, and searched."""
    path, _ = _written(desk)
    assert "等站长看" in desk.get(path)
    assert "独居老人办居住证" not in desk.as_(desk.town.wang).get("/knowledge")
    desk.get(path, 404)
    desk.post(f"{path}/decision", 403, decision="accept")
    assert "独居老人办居住证" in desk.head().get("/knowledge")
    desk.post(f"{path}/decision", decision="accept")
    desk.as_(desk.town.wang)
    assert "独居老人办居住证" in desk.get("/knowledge?q=照相 派出所")
    assert "没有这样的案例" in desk.get("/knowledge?q=照相 火星")
    assert "没有这样的案例" in desk.get("/knowledge?q=%25")
    assert "带上相机" in desk.get(path)
    with desk.db.session() as session:
        told = session.exec(select(Told).where(Told.kind == "knowledge")).all()
        assert {(one.person_id, one.values["state"]) for one in told} == {
            (desk.town.head, "asked"),
            (desk.town.clerk, "published"),
        }


@pytest.mark.parametrize(
    ("field", "said", "why"),
    [
        ("title", "给周建国办居住证", "还有姓名：周建国"),
        ("done", "打 154 0000 1234 约好", "还有电话"),
        ("asked", "孙女士来取", "还有姓名：孙女士"),
        ("learned", "12号楼没有电梯", "还有门牌：12号楼"),
    ],
)
def test_a_case_in_which_somebody_can_be_recognised_is_refused(
    desk: Study, field: str, said: str, why: str
) -> None:
    """R92: a name, a telephone or a door of its matter, of who asked and of who was told."""
    matter = desk.archived()
    desk.as_(desk.town.clerk)
    page = desk.post("/knowledge", 422, matter=matter, **{**SAID, field: said}).text
    assert why in page and said in page
    with desk.db.session() as session:
        assert session.exec(select(KnowledgeCase)).all() == []


def test_the_head_looks_for_names_once_more_and_may_send_it_back(desk: Study) -> None:
    """R92: what is returned has a reason, is rewritten, and waits again."""
    path, _ = _written(desk)
    desk.head()
    assert "退回请写明理由" in desk.post(f"{path}/decision", 422, decision="return").text
    desk.post(f"{path}/decision", decision="return", reason="写清楚跑了几趟")
    desk.as_(desk.town.clerk)
    assert "写清楚跑了几趟" in desk.get(path)
    desk.post(path, **{**SAID, "done": "跑了一趟"})
    with desk.db.session(writes=True) as session:
        row = session.exec(select(KnowledgeCase)).one()
        assert (row.state, row.done) == ("asked", "跑了一趟")
        row.done = "周建国自己跑了一趟"  # as if the check had been another when it was written
        session.commit()
    assert "还有姓名" in desk.head().post(f"{path}/decision", 422, decision="accept").text


def test_nobody_publishes_what_they_wrote_themselves(desk: Study) -> None:
    """R92: four eyes, also those of the head."""
    path, _ = _written(desk, "head")
    assert "要由别人来看" in desk.get(path)
    desk.post(f"{path}/decision", 409, decision="accept")


def test_only_what_is_archived_becomes_a_case_and_never_a_dispute(desk: Study) -> None:
    """R92, R76: parties of a dispute are known by what they quarrel about."""
    running = desk.station.open()
    dispute = desk.station.open(flow=Flow.DISPUTE)
    desk.as_(desk.town.clerk)
    for matter in (running, dispute, uuid7()):
        desk.get(f"/knowledge/new?matter={matter}", 404)
        desk.post("/knowledge", 404, matter=matter, **SAID)
    archived = desk.archived()
    assert f"/knowledge/new?matter={archived}" in desk.get("/knowledge/new")
    assert f"/knowledge/new?matter={archived}" in desk.get(f"/matters/{archived}")
    desk.as_(desk.town.li).get(f"/knowledge/new?matter={archived}", 404)


def test_a_published_case_is_taken_down_with_a_reason(desk: Study) -> None:
    path, _ = _written(desk)
    desk.head().post(f"{path}/decision", decision="accept")
    desk.post(f"{path}/decision", 409, decision="accept")
    assert "请填写" in desk.post(f"{path}/withdrawal", 422).text
    desk.post(f"{path}/withdrawal", reason="办法改了")
    assert "独居老人" not in desk.as_(desk.town.wang).get("/knowledge")
    desk.get(path, 404)


def test_another_community_finds_none_of_it_and_only_the_writer_rewrites(desk: Study) -> None:
    path, _ = _written(desk)
    desk.head().post(path, 404, **SAID)
    desk.post(f"{path}/decision", decision="accept")
    desk.as_(desk.town.clerk).post(path, 409, **SAID)
    other = desk.as_(desk.town.other_lead, desk.town.other_community)
    assert "独居老人" not in other.get("/knowledge")
    other.get(path, 404)
