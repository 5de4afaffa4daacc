"""归档包: the whole record of an archived matter, read without this program (row R90)."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlmodel import select

from app.households.models import ExportLog
from app.matters.erasing import erase_matters
from app.matters.models import Matter, MatterPhoto
from app.matters.rules import steps as a
from app.matters.rules.stages import Channel, Flow, Handling, How, Way
from app.org.models import AccessLog
from app.settings import Settings
from tests.matters.test_panels import from_visit
from tests.matters.town import Desk, Station

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PICTURE = b"RIFF\x00\x00\x00\x00WEBPVP8 "


def archived(station: Station, matter: str, words: str = "换好了", dispute: bool = False) -> str:
    """Take a matter of 王敏 to its archive."""
    if dispute:
        station.do(matter, "wang", a.Consent, ("赵家", "钱家"), How.IN_PERSON)
        station.do(matter, "wang", a.Route, Way.DIRECT, level=1)
        station.do(matter, "wang", a.Result, words, "十点以后不拉琴")
    else:
        station.do(matter, "wang", a.Classification, Handling.BRING_BACK, 1)
        station.do(matter, "wang", a.Route, Way.DIRECT)
        station.do(matter, "wang", a.OneTimeNotice, ("户口本",), ("填表",), "三天", "上午")
        station.do(matter, "wang", a.Result, words)
    told = station.clock()
    station.do(matter, "wang", a.Feedback, "赵大爷", How.PHONE, "都好了", told)
    station.do(matter, "wang", a.RatingRequest, How.PHONE)
    station.do(matter, "wang", a.Rating, 5, "谢谢你们")
    station.do(matter, "wang", a.Archive, date(2029, 1, 1))
    return matter


def service(desk: Desk, **said: Any) -> str:
    """An archived matter of 王敏's grid."""
    home = desk.station.town.doors3[0]
    given = {"household_id": home, "applicant": "赵大爷", "channel": Channel.VISIT, **said}
    return archived(desk.station, desk.station.open("wang", **given))


def bundle(desk: Desk, matter: str) -> zipfile.ZipFile:
    """The file that whoever is signed in gets."""
    answer = desk.post(f"/matters/{matter}/archive.zip", reason="移交档案室")
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_r90_an_archived_matter_is_taken_away_whole(desk: Desk) -> None:
    """R90: a page with every step, the papers, the rating and the date until which it is kept; the
    same as data; and the digest of each file."""
    matter = service(desk)
    assert f"/matters/{matter}/archive.zip" in desk.as_("head").get(f"/matters/{matter}").text
    assert "2029" in desk.get(f"/matters/{matter}/archive.zip").text
    found = bundle(desk, matter)
    assert found.testzip() is None
    page, data = found.read("index.html").decode(), json.loads(found.read("matter.json"))
    for words in ("一次性告知单", "户口本", "换好了", "都好了", "谢谢你们", "王敏", "2029年1月1日"):
        assert words in page, words
    kinds = [one["kind"] for one in data["steps"]]
    assert kinds[0] == "acceptance" and kinds[-1] == "archive" and "rating" in kinds
    assert page.index("<strong>受理</strong>") < page.index("<strong>归档</strong>")
    assert (data["matter"]["score"], data["matter"]["keep_until"]) == (5, "2029-01-01")
    manifest = json.loads(found.read("manifest.json"))
    assert manifest["keep_until"] == "2029-01-01" and "陈建国" not in manifest["reason"]
    assert {one["name"] for one in manifest["files"]} == set(found.namelist()) - {"manifest.json"}
    for one in manifest["files"]:
        assert hashlib.sha256(found.read(one["name"])).hexdigest() == one["sha256"]


def test_what_the_parties_agreed_goes_with_it_and_only_to_who_may_see_it(desk: Desk) -> None:
    """R76: a dispute leaves only with who works on it and the head."""
    opened = desk.station.open("wang", channel=Channel.VISIT, flow=Flow.DISPUTE, title="噪音")
    matter = archived(desk.station, opened, dispute=True)
    assert "十点以后不拉琴" in bundle(desk.as_("head"), matter).read("index.html").decode()
    for who in ("lead", "clerk", "li", "other_lead"):
        desk.as_(who)
        assert desk.get(f"/matters/{matter}/archive.zip").status_code == 404, who
        assert desk.post(f"/matters/{matter}/archive.zip", reason="x").status_code == 404, who


def test_before_it_is_archived_there_is_no_bundle_and_the_page_says_why(desk: Desk) -> None:
    matter = desk.station.open("wang", channel=Channel.VISIT)
    assert "archive.zip" not in desk.as_("wang").get(f"/matters/{matter}").text
    for answer in (
        desk.get(f"/matters/{matter}/archive.zip"),
        desk.post(f"/matters/{matter}/archive.zip", reason="看看"),
    ):
        assert answer.status_code == 409 and "归档以后才有归档包" in answer.text


def test_r125_the_bundle_wants_a_reason_and_is_written_down(desk: Desk) -> None:
    """R125: like every list that leaves: the reason first; who, when, and which household."""
    matter = service(desk)
    refused = desk.as_("wang").post(f"/matters/{matter}/archive.zip", reason=" ")
    assert refused.status_code == 422 and "为什么下载" in refused.text
    with desk.station.db.session() as session:
        assert session.exec(select(ExportLog)).all() == []
    page = bundle(desk, matter).read("index.html").decode()
    with desk.station.db.session() as session:
        made = session.exec(select(ExportLog)).one()
        seen = session.exec(select(AccessLog).where(AccessLog.what == "export")).one()
    assert (made.ledger, made.form, made.reason) == ("archive", "zip", "移交档案室")
    assert made.person_id == desk.station.town.wang and made.watermark in page
    assert (seen.households, seen.reason) == ([desk.station.town.doors3[0]], made.id)
    assert "归档包" in desk.as_("head").get("/books/exports").text


class Tags(HTMLParser):
    """Every tag of a page, with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.found.append((tag, attrs))


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}</style>"]
)
def test_what_people_wrote_is_text_in_the_page_of_the_bundle(desk: Desk, words: str) -> None:
    matter = service(desk, title=words, words=words, place=words, applicant=words)
    found = bundle(desk.as_("wang"), matter)
    tags = Tags()
    tags.feed(found.read("index.html").decode())
    assert not {one for one, _ in tags.found} & {"script", "img", "iframe", "link", "form"}
    assert all(not name.startswith("on") for _, given in tags.found for name, _ in given)
    assert words in json.loads(found.read("matter.json"))["matter"]["words"]


def test_the_bundle_opens_on_every_system_and_holds_no_secret(
    desk: Desk, settings: Settings
) -> None:
    """R90: plain names; and not the code with which the resident alone follows it (row R149)."""
    matter = service(desk)
    photographed(desk.station, matter, settings)
    found = bundle(desk.as_("wang"), matter)
    for one in found.infolist():
        assert one.filename.isascii() and not set(one.filename) & set('\\:*?"<>|')
        assert not one.filename.startswith(("/", "..")) and one.flag_bits & 0x800 == 0
    code = desk.station.matter(matter).follow_code
    assert all(code.encode() not in found.read(one) for one in found.namelist())


def photographed(station: Station, matter: str, settings: Settings) -> None:
    """Two photos of a report: one there, one whose file is gone."""
    folder = settings.files
    with station.db.session(writes=True) as session:
        for place, stored in enumerate(("kept.webp", "gone.webp")):
            session.add(
                MatterPhoto(
                    matter_id=matter, sha256=str(place) * 64, place=place, size=1, stored=stored,
                    community_id=station.town.community, received_at=station.clock(),
                )
            )  # fmt: skip
        session.commit()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kept.webp").write_bytes(PICTURE)


def test_photos_go_with_it_where_they_are_still_there(desk: Desk, settings: Settings) -> None:
    """R90, R182: what was erased in the meantime is left out, and the page does not name it."""
    matter = service(desk)
    photographed(desk.station, matter, settings)
    found = bundle(desk.as_("wang"), matter)
    assert [one for one in found.namelist() if "photo" in one] == ["photos/01.webp"]
    assert found.read("photos/01.webp") == PICTURE
    page = found.read("index.html").decode()
    assert 'src="photos/01.webp"' in page and "photos/02" not in page


def test_the_same_matter_makes_the_same_files_whoever_takes_it(desk: Desk) -> None:
    """R90: but for who took it and when."""
    matter = service(desk)
    first = bundle(desk.as_("wang"), matter)
    desk.station.clock.forward(days=3)
    second = bundle(desk.as_("head"), matter)
    assert first.read("matter.json") == second.read("matter.json")
    assert [one.date_time for one in first.infolist()] == [
        one.date_time for one in second.infolist()
    ]
    lines = [one.read("index.html").decode().splitlines() for one in (first, second)]
    differ = [one for one, other in zip(*lines, strict=True) if one != other]
    assert len(differ) == 1 and "导出：" in differ[0]


def test_who_is_to_check_its_visit_blind_takes_nothing_away_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R98: the bundle says who was there, and when."""
    visit, matter = from_visit(desk.station)
    archived(desk.station, matter)
    monkeypatch.setattr("app.matters.pages.common.veiled", lambda *_: {visit})
    desk.as_("lead")
    assert "archive.zip" not in desk.get(f"/matters/{matter}").text
    answer = desk.post(f"/matters/{matter}/archive.zip", reason="看看")
    assert answer.status_code == 409 and "抽查完以后" in answer.text


def test_what_was_kept_for_its_time_leaves_no_more(desk: Desk) -> None:
    """R90: after its retention date there is nothing to take away."""
    matter, station = service(desk), desk.station
    now = station.clock() + timedelta(days=1)
    with station.db.session(writes=True) as session:
        erase_matters(session, station.town.community, [matter], now)
        session.commit()
        assert session.get(Matter, matter) is not None
    answer = desk.as_("head").post(f"/matters/{matter}/archive.zip", reason="看看")
    assert answer.status_code == 409 and "保存期限已过" in answer.text
    assert "archive.zip" not in desk.get(f"/matters/{matter}").text
