"""A resident asks at the desk: for a copy, a correction, erasure; each ends as done or refused."""

import io
import json
import zipfile

import pytest
from sqlmodel import select

from app.households.models import ExportLog
from app.kit.db import Database
from app.rights.models import RightsRequest
from app.settings import Settings
from tests.people import Town
from tests.rights.canaries import NAME, PHONE, plant
from tests.visits.conftest import Station

ASKS = {"asked_by": "户主本人", "checked": "当面看过证件", "asked_on": "2026-11-20"}


def ask(station: Station, door: str, kind: str, **more: str) -> str:
    """Take a request down as the head; its page."""
    station.as_(station.town.head)
    reply = station.post(f"/households/{door}/rights", **{**ASKS, "kind": kind, **more})
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"])


def test_r127_a_request_is_taken_down_and_stands_in_the_list_with_its_age(
    station: Station, town: Town, db: Database
) -> None:
    path = ask(station, town.doors3[0], "copy")
    text = station.get("/rights").text
    assert "12号楼 1-101" in text and "查阅和复制全部资料" in text and "12月5日" in text
    assert "户主本人" in station.get(path).text
    assert "登记权利请求" in station.get(f"/households/{town.doors3[0]}/file").text
    with db.session() as session:
        asked = session.exec(select(RightsRequest)).one()
    assert (asked.due_on - asked.asked_on).days == 15
    station.clock.forward(days=20)
    assert "已过期限" in station.as_(town.head).get("/rights").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("checked", "身份证 370611199001011234", "不要写证件号码"),
        ("asked_by", "", "请填写"),
        ("asked_on", "2026-11-24", "不能晚于今天"),
        ("kind", "everything", "请选择一项"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_taken_down_is_said_at_its_field(
    station: Station, town: Town, db: Database, field: str, value: str, said: str
) -> None:
    station.as_(town.head)
    given = {**ASKS, "kind": "copy", field: value}
    reply = station.post(f"/households/{town.doors3[0]}/rights", **given)
    assert reply.status_code == 422 and said in reply.text
    with db.session() as session:
        assert session.exec(select(RightsRequest)).all() == []


def test_r127_the_copy_holds_everything_with_purpose_and_photos_and_is_logged(
    station: Station, settings: Settings, town: Town, db: Database
) -> None:
    door = town.doors3[0]
    birds = plant(station, settings, door)
    station.as_(town.wang).write(town.doors3[1], findings="别家的事")
    path = ask(station, door, "copy")
    early = station.post(f"{path}/completion")
    assert early.status_code == 422 and "请先下载" in early.text
    reply = station.post(f"{path}/copy")
    assert reply.status_code == 200 and "attachment" in reply.headers["content-disposition"]
    file = zipfile.ZipFile(io.BytesIO(reply.content))
    page, data = file.read("index.html").decode(), file.read("data.json").decode()
    elsewhere = {"camera", "photo digest", "waiting file", "waiting header", "waiting source",
                 "waiting rows", "copy reason", "decision in the chain",
                 "household in the chain"}  # fmt: skip
    for place, word in birds.words.items():
        if place not in elsewhere:
            assert word in page and word in data, place
    assert "别家的事" not in page + data and town.doors4[0] not in data
    assert "社区为居民服务的职责" in page and "约时间" in page and "王敏" in page
    assert set(json.loads(data)) >= {"fields", "consents", "visits", "access", "exports"}
    assert [name for name in file.namelist() if name.startswith("photos/")]
    with db.session() as session:
        logged = session.exec(select(ExportLog).where(ExportLog.form == "zip")).all()
    assert len(logged) == 2
    assert station.post(f"{path}/completion").status_code == 303
    assert station.post(f"{path}/copy").status_code == 409, "answered once"


def test_a_refusal_names_the_laws_ground_and_tells_why(station: Station, town: Town) -> None:
    path = ask(station, town.doors3[0], "erasure")
    assert "请填写" in station.post(f"{path}/refusal", ground="duty").text
    assert station.post(f"{path}/refusal", ground="mood", reason="不想").status_code == 422
    assert (
        station.post(f"{path}/refusal", ground="not_proved", reason="没带委托").status_code == 303
    )
    text = station.get(path).text
    assert "第五十条" in text and "没带委托" in text and "已拒绝" in text
    assert station.post(f"{path}/erasure", sure="1").status_code == 409


def test_erasure_needs_a_second_thought_and_then_nothing_is_found(
    station: Station, settings: Settings, town: Town
) -> None:
    door = town.doors3[0]
    plant(station, settings, door)
    station.as_(town.wang)
    have = {url: "" for url in ("/today", f"/households/{door}")}
    path = ask(station, door, "erasure")
    assert station.post(f"{path}/erasure").status_code == 422
    assert station.post(f"{path}/erasure", sure="1").status_code == 303
    text = station.get(path).text
    assert "这一户的资料已删除" in text and "户主本人" not in text
    for where in ("/rights", "/books/households", f"/households/{door}/file", "/visits",
                  "/books/exports", "/corrections", "/unlisted", "/imports"):  # fmt: skip
        text = station.get(where).text
        assert NAME not in text and PHONE not in text and "雀" not in text, where
    assert station.get(f"/households/{door}/file").status_code == 404
    station.as_(town.wang)
    assert f"/households/{door}" not in station.get("/households").text
    lines = station.client.post("/round", json={"have": have}).text.splitlines()
    gone = [one["url"] for one in map(json.loads, lines) if one["type"] == "gone"]
    assert gone == [f"/households/{door}"]
