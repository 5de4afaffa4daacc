"""Every page for everyone who may open it: usable, fitting, quiet, and in the reader's language."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.catalogue.reference import certificates
from e2e.axe import COLOURS, assert_usable
from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Person
from e2e.phone import DESK, PHONE
from e2e.prepared import paths, prepare
from e2e.server import ROOT, Server
from e2e.together import made_once

SCREENS = ROOT / "artifacts" / "screens"
SIZES = {"phone": PHONE, "desk": DESK}

# {door}, {record} and {colleague} become ids of the demo; {record} is one of 王敏's visits.
PAGES = {
    "grid-worker": (
        "/today",
        "/day",
        "/households",
        "/households/{door}",
        "/matters/new?household={door}",
        "/households/{door}/file",
        "/households/{door}/fields",
        "/households/{door}/consents",
        "/households/{door}/needs",
        "/households/{door}/move-out",
        "/visits/new",
        "/reports/new",
        "/utilities",
        "/visits/{record}",
        "/breach-reports/new",
        "/breach-reports/received",
        "/outbox",
        "/me",
        "/me/devices",
        "/roster/{monday}",
        "/roster/{replaced}",
        "/roster/fairness",
        "/swaps",
        "/swaps/new?shift={shift}&colleague={mate}",
        "/pairs",
        "/skills",
        "/hours/{home}",
        "/attendance",
        "/me/feed",
        "/leave",
        "/leave/new",
        "/leave/{own}",
        "/leave/check?kind=annual&first_on={soon}&first_part=am&last_on={soon}&last_part=pm",
        "/calendar",
        "/news",
        "/draws",
        "/draws/{drawn}",
        "/draws/dice",
        "/checks/{check}",
        "/checks/people/{worker}",
        "/checks/rules",
        "/accuracy",
        "/accuracy/{result}",
        "/accuracy/records/{compare}",
        "/cases",
        "/cases/rules",
        "/hotline",
        "/hotline/new",
        "/register",
        "/concerns",
        "/daily-log",
        "/matters",
        "/matters?view=grid",
        "/matters/{untaken}",
        "/team",
        "/rules",
        "/rules/promise",
        "/knowledge",
        "/breaches",
    ),
    "department-officer": ("/referrals", "/referrals/{passed}", "/me"),
    "panel-member": ("/cases", "/cases/{deciding}", "/me"),
    "appeal-officer": ("/cases", "/cases/{appealed}", "/me"),
    "grid-lead": (
        "/matters/figures",
        "/hotline",
        "/hotline/{entry}",
        "/register",
        "/register/figures",
        "/register/months",
        "/register.xlsx",
        "/concerns",
        "/opinions",
        "/opinions/new",
        "/opinions/{opinion}",
        "/opinions?only=struck",
        "/daily-log",
        "/tickets",
        "/tickets/files/{tickets}",
        "/cases",
        "/cases/{deciding}",
        "/checks",
        "/checks/{ask}",
        "/checks/{check}",
        "/checks/people",
        "/checks/people/{worker}",
        "/draws/{drawn}",
        "/matters",
        "/matters?view=ended",
        "/leave",
        "/leave/{leave}",
        "/roster/{monday}",
        "/roster/{nobodys}",
        "/roster/{drafted}/draft",
        "/roster/{drafted}/shifts/{worker}/{drafted}",
        "/roster/{drafted}/hotline/{drafted}",
        "/swaps",
        "/pairs",
        "/attendance",
        "/attendance/{worker}/{month}",
        "/board",
        "/board/{worker}/{monday}",
        "/visits",
        "/visits/map",
        "/visits/{record}",
        "/unreached?days=15",
        "/unanswered",
        "/set-aside",
        "/devices",
        "/devices/{phone}/retirement",
        "/staff",
        "/households",
        "/households?q=12-3",
        "/households/{door}/file",
        "/households/{door}/fields",
        "/households/{door}/move",
        "/corrections",
        "/duplicates",
        "/paper-visits",
        "/paper-visits?household={door}",
        "/me",
    ),
    "station-head": (
        "/catalogue",
        "/catalogue?q=sbk",
        "/catalogue/yibao-yidi",
        "/catalogue/use",
        "/catalogue/windows",
        "/chains",
        "/admissions",
        "/admissions/{admission}",
        "/team",
        "/team/new",
        "/team/{helper}",
        "/rules",
        "/rules/promise",
        "/knowledge/{known}",
        "/knowledge/new",
        "/accuracy",
        "/accuracy/new",
        "/accuracy/{result}",
        "/accuracy/{running}",
        "/accuracy/records/{differs}",
        "/checks/rules",
        "/day",
        "/books",
        "/books/households",
        "/books/households.xlsx",
        "/books/households/{door}/history",
        "/books/staff",
        "/books/needs",
        "/books/exports",
        "/breach-reports",
        "/access-log",
        "/board",
        "/visits",
        "/set-aside",
        "/imports",
        "/staff",
        "/staff/new",
        "/staff/{colleague}",
        "/unlisted",
        "/devices",
        "/me/devices",
        "/station",
        "/station/tree",
        "/station/grids/{grid}",
        "/station/plan",
        "/station/buildings",
        "/station/buildings/{building}",
        "/station/posts",
        "/station/posts/{colleague}",
        "/rights",
        "/roster/terms",
        "/skills",
        "/calendar",
        "/calendar?year=2027",
        "/households/{door}/rights",
    ),
    "data-steward": (
        "/corrections",
        "/duplicates",
        "/books/completeness",
        "/books/units",
        "/books/units/new",
        "/imports",
        "/unlisted",
        "/area-views",
        "/access-log",
        "/me",
    ),
    "grid-worker-2": ("/today", "/draws/dice"),
    "clerk": (
        "/window",
        "/window?household={door}",
        "/window/{accepted}",
        "/matters/{accepted}",
        "/matters/{returned}",
        "/matters/{accepted}?do=notice",
        "/matters/{accepted}/slips/receipt?paper=a5",
        "/matters/{archived}",
        "/matters/{archived}/archive.zip",
        "/matters",
        "/day",
        "/hall-screen",
        "/me",
        "/me/devices",
        "/referrals/new?matter={returned}",
        "/team/tasks/new?matter={returned}",
    ),
    "street-officer": (
        "/areas/departments",
        "/areas/departments/{office}",
        "/referrals",
        "/areas",
        "/areas/{home}",
        "/imports",
        "/recoveries",
        "/breach-reports",
        "/me",
    ),
    "district-officer": (
        "/areas",
        "/imports",
        "/recoveries",
        "/me",
        "/me/devices",
        "/catalogue/listing",
        "/admissions/new",
    ),
    "district-officer-2": (
        "/catalogue",
        "/catalogue/drafts",
        "/catalogue/yibao-yidi/edit",
        "/catalogue/import",
        "/chains/canbao",
        "/admissions",
    ),
    "nobody": (
        "/sign-in",
        "/outbox",
        "/visits/new",
        "/reports/new",
        "/offline",
        "/nowhere",
        "/invitations/none",
        "/catalogue?community={home}",
        "/catalogue/yibao-yidi?community={home}",
        "/catalogue/agency?community={home}",
        "/certificates",
        "/follow",
        "/follow/done",
    ),
}
ENGLISH = {"name": "lang", "value": "en"}
CHINESE = re.compile("[\u3400-\u9fff]")
# What an English reader still reads in Chinese: the doors as they are painted on the wall.
DOOR = re.compile(r"[\w-]*?(小区|家园|花园|苑|里|城|府|居|园)?\d+号楼|\d+单元|\d+(室|层|号)")
# Words of the program, not of the data: in them nothing may be left untranslated.
WORDS = """() => [
  document.title,
  ...[...document.querySelectorAll(
    'h1, h2, h3, button, label, legend, th, summary, .tabs a, .hint, .skip, .strip, .notice-title')]
    .filter((one) => !one.closest('[lang^=zh], [hidden], template') || one === document.body)
    .map((one) => one.innerText),
  ...[...document.querySelectorAll('[placeholder]')].map((one) => one.placeholder),
  ...[...document.querySelectorAll('[aria-label]')].map((one) => one.getAttribute('aria-label')),
].map((text) => (text ?? '').trim()).filter(Boolean)"""


@pytest.fixture
def demo(demo: Path) -> Path:
    """The demo with something on every page of it."""
    return made_once(f"prepared-{demo.name}", lambda folder: prepare(demo, folder))


def _somebody(phone: OpenPhone, who: str) -> Person:
    """Somebody of the demo at a computer, signed in unless they are nobody."""
    person = Person(phone(desk=True), who)
    if who != "nobody":
        person.sign_in()
    return person


def _name(who: str, path: str, size: str) -> str:
    plain = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}", "/one", path).strip("/").replace("/", "-")
    return f"{who}-{plain}-{size}.png"


def _open(person: Person, path: str) -> Page:
    person.phone.go(path)
    person.phone.wait(0.5)  # time itself: what must not show may come late
    return person.page


def _fits(page: Page) -> None:
    wide, room = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= room, f"{page.url} is {wide - room} px too wide at {room}"
    # A table that is too wide for its card need not widen the page: it lies over its neighbour.
    for table in page.locator(".table-wrap").all():
        assert table.evaluate("(one) => one.scrollWidth <= one.clientWidth"), page.url


def _said(person: Person, path: str) -> list[str]:
    """What the console complained about. A page that is not there answers 404, and must."""
    wrong = path in ("/nowhere", "/invitations/none")
    said = [one for one in person.phone.console if one.startswith("error:")]
    return [one for one in said if not (wrong and "status of 4" in one)]


@pytest.mark.parametrize("who", PAGES)
def test_every_page_is_usable_fits_and_complains_of_nothing(
    who: str, server: Server, phone: OpenPhone
) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    person = _somebody(phone, who)
    for path in paths(server.data, PAGES[who]):
        person.phone.console.clear()
        for size, window in SIZES.items():
            person.page.set_viewport_size(window)  # type: ignore[arg-type]
            page = _open(person, path)
            assert who == "nobody" or not page.url.endswith("/sign-in"), path
            _fits(page)
            assert_usable(page)
            page.screenshot(path=SCREENS / _name(who, path, size), full_page=True)
        # Colours in the dark are other colours.
        person.page.emulate_media(color_scheme="dark")
        person.page.evaluate(
            "() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))"
        )
        assert_usable(person.page, only=COLOURS)
        person.page.emulate_media(color_scheme="light")
        assert _said(person, path) == []


@pytest.mark.parametrize("who", PAGES)
def test_an_english_reader_finds_no_chinese_but_names_and_doors(
    who: str, server: Server, phone: OpenPhone
) -> None:
    names = {row["name"] for table in ("person", "community", "grid", "area", "department",
                           "team_member")
             for row in rows(server, f"SELECT DISTINCT name FROM {table}")}  # fmt: skip
    names |= {row["estate"] for row in rows(server, "SELECT DISTINCT estate FROM building")}
    names |= {row["title"] for row in rows(server, "SELECT title FROM accuracy_campaign")}
    # What a resident asked for stands as they said it.
    names |= {row["title"] for row in rows(server, "SELECT DISTINCT title FROM matter")}
    for field in ("name", "address"):
        units = rows(server, f"SELECT DISTINCT {field} AS said FROM local_unit")
        names |= {row["said"] for row in units}
    names |= {row["name"] for row in rows(server, "SELECT DISTINCT name FROM item_version")}
    names |= {row["title"] for row in rows(server, "SELECT title FROM admission")}
    names |= {one.name for one in certificates()}
    names |= {row["slogan"] for row in rows(server, "SELECT DISTINCT slogan FROM community")}
    data = re.compile("|".join(sorted(map(re.escape, filter(None, names)), key=len, reverse=True)))
    person = _somebody(phone, who)
    person.phone.context.add_cookies([{**ENGLISH, "url": person.phone.origin}])  # type: ignore[typeddict-item]
    person.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for path in paths(server.data, PAGES[who]):
        page = _open(person, path)
        assert page.locator("html").get_attribute("lang") == "en", path
        _fits(page)
        words = [DOOR.sub("", data.sub("", text)) for text in page.evaluate(WORDS)]
        assert [text for text in words if CHINESE.search(text)] == [], path


def test_where_a_word_stands_in_a_row_a_sentence_fits_too(server: Server, phone: OpenPhone) -> None:
    """Which of them stands there depends on the day."""
    person = _somebody(phone, "grid-lead")
    person.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    (path,) = paths(server.data, ("/checks/people/{worker}",))
    page = _open(person, path)
    words = page.locator(".row-line .state span").first
    words.evaluate("(one) => { one.textContent = 'Waiting for you to compare once more'; }")
    _fits(page)
