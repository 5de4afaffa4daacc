"""Rows R25, R46, R102, R104, R112: terms, public hours, skills, pairs and the fairness report."""

from datetime import timedelta

from sqlmodel import select

from app.attendance.models import Pairing, PairNote, Skill, Terms, Told
from app.kit.audit import AuditEvent
from tests.attendance.roster.conftest import NEXT, THIS, published
from tests.station.conftest import Desk

TOMORROW = THIS + timedelta(days=1)
TERMS = {
    "morning": "08:00", "afternoon": "15:00", "grace_minutes": "5", "opens": "08:00",
    "closes": "18:00", "hall_minimum": "1", "all_rounders": "1", "door_share_percent": "60",
}  # fmt: skip


def test_r102_the_head_sets_the_hours_and_they_are_published_without_a_session(desk: Desk) -> None:
    """R102: the hours are public."""
    head = desk.head()
    assert "08:30" in head.get("/roster/terms")
    head.post("/roster/terms", **TERMS, hall_code="1")
    with desk.db.session() as session:
        terms = session.get_one(Terms, (desk.town.community, TOMORROW))
        assert (terms.hall_minimum, terms.hall_code, terms.door_share_percent) == (1, True, 60)
        assert "day.terms" in set(session.exec(select(AuditEvent.kind)))
    assert "下面的要求 11月24日 起生效" in head.get("/roster/terms")
    # Said twice on one day, it is one change.
    head.post("/roster/terms", **TERMS | {"grace_minutes": "3"})
    with desk.db.session() as session:
        assert [one.grace_minutes for one in session.exec(select(Terms))] == [3]
    desk.client.cookies.clear()
    assert "08:30-19:00" in desk.get("/hours/370611001005")
    desk.clock.forward(days=1)
    page = desk.get("/hours/370611001005")
    assert "08:00-18:00" in page and "银河社区" in page and "休息" in page
    assert not [name for name in ("王敏", "李强", "张丽", "陈建国") if name in page]
    desk.get("/hours/000000000000", 404)


def test_terms_out_of_order_are_refused_by_field(desk: Desk) -> None:
    wrong = TERMS | {"closes": "07:00", "afternoon": "07:00", "hall_minimum": "0"}
    page = desk.head().post("/roster/terms", 422, **wrong).text
    assert "关门要晚于开门" in page and "下午签到要晚于早上" in page
    assert "大厅至少几人：应为 1 到 20 之间的整数" in page and 'value="07:00"' in page
    with desk.db.session() as session:
        assert not session.exec(select(Terms)).all()


def test_r104_the_head_certifies_and_everybody_sees(desk: Desk) -> None:
    """R46, R104: who can do which of the seven lines."""
    desk.head().post(f"/skills/{desk.town.li}", lines=["safety", "labour", "nonsense"])
    with desk.db.session() as session:
        held = session.exec(select(Skill.line).where(Skill.person_id == desk.town.li))
        assert set(held) == {"safety", "labour"}
    page = desk.as_(desk.town.wang).get("/skills")
    assert "李强" in page and "社会治安" in page and 'action="/skills/' not in page
    for word in ("信息采录", "劳动保障", "民政服务", "计划生育", "城市管理", "综合事务"):  # R46
        assert word in page
    assert "社会治安、劳动保障" in page
    english = desk.client.get("/skills", headers={"accept-language": "en"}).text
    assert "Public safety, Labour and social security" in english
    desk.head().post(f"/skills/{desk.town.other_lead}", 404, lines=["safety"])


def test_r25_pairs_are_made_told_and_write_their_note(desk: Desk) -> None:
    """R25: the week's pairs, their note, and who learned which line."""
    town = desk.town
    lead = desk.as_(town.lead)
    lead.post(f"/pairs/{THIS}")
    lead.post(f"/pairs/{THIS}", 409)
    lead.post(f"/pairs/{THIS - timedelta(days=7)}", 404)
    with desk.db.session() as session:
        (pair,) = session.exec(select(Pairing)).all()
        assert {pair.one_id, pair.other_id} == {town.wang, town.li}
        told = session.exec(select(Told)).all()
        assert {(one.person_id, one.kind) for one in told} == {
            (town.wang, "pairs_made"), (town.li, "pairs_made"),
        }  # fmt: skip
    wang = desk.as_(town.wang)
    assert "您这一组" in wang.get("/pairs")
    said = {f"learned-{town.li}": ["safety"], f"learned-{town.wang}": ["labour", "city"]}
    assert "请填写" in wang.post(f"/pairs/{THIS}/note", 422, **said).text
    wang.post(f"/pairs/{THIS}/note", summary="一起跑了 12 号楼", **said)
    wang.post(f"/pairs/{NEXT}/note", 404, summary="还没开始")
    with desk.db.session() as session:
        (note,) = session.exec(select(PairNote)).all()
        mine = note.one_learned if note.one_id == town.wang else note.other_learned
        assert mine == "labour,city"
    assert "一起跑了 12 号楼" in desk.as_(town.clerk).get("/pairs")
    desk.post(f"/pairs/{THIS}/note", 404, summary="不是我这一组")


def test_r24_the_report_shows_hours_and_their_spread(desk: Desk) -> None:
    """R24: the report on how fairly the hall is shared."""
    with desk.db.session(writes=True) as session:
        published(session, desk.town, THIS - timedelta(days=7))
    page = desk.as_(desk.town.wang).get("/roster/fairness")
    # Five mornings of 4.5 hours against five of 6, which are evenings too.
    assert "22.5–30" in page and "17.5" in page and "0–5" in page
