"""Every step of a matter says harmful words through its own form, and is read as words."""

from typing import Any

import pytest

from app.matters.forms.steps import FORMS
from app.matters.rules.stages import Channel, Flow
from tests.escaping.markup import EVIL, KINDS, Page, mangled, written
from tests.escaping.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# Who does what, one after another; a field that is missing here and is text gets a payload.
ROADS: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "service": (
        ("wang", "classification", {"handling": "bring_back", "level": "1", "amount": "3"}),
        ("wang", "route", {"way": "direct"}),
        ("wang", "notice", {}), ("wang", "materials", {}), ("wang", "waiting", {}),
        ("wang", "resumption", {}), ("wang", "progress", {}), ("wang", "tasks", {}),
        ("wang", "task-results", {"task": "task"}), ("wang", "joint-action", {}),
        ("wang", "long-term", {"next_on": "2026-12-20"}),
        ("wang", "interim-feedback", {"how": "phone", "next_on": ""}),
        ("wang", "hand-over", {"to": "lead"}), ("head", "supervision", {"order": "1"}),
        ("lead", "supervision-answer", {}), ("lead", "result", {}), ("lead", "reopening", {}),
        ("lead", "result", {}), ("lead", "feedback", {"how": "phone", "told_at": ""}),
        ("lead", "rating-request", {"how": "phone"}), ("lead", "rating", {"score": "1"}),
        ("clerk", "follow-up", {}), ("clerk", "sending-back", {}), ("lead", "result", {}),
        ("lead", "feedback", {"how": "phone", "told_at": ""}),
        ("lead", "rating-request", {"how": "phone"}), ("lead", "rating", {"score": "5"}),
        ("lead", "archive", {"keep_until": "2029-01-01"}),
    ),
    "referral": (
        ("wang", "classification", {"handling": "approval", "level": "2"}),
        ("wang", "route", {"way": "referral"}),
        ("wang", "referral-answer", {"answer": "returned"}),
        ("wang", "route", {"way": "referral"}),
        ("wang", "referral-answer", {"answer": "accepted"}), ("wang", "referral-closing", {}),
        ("wang", "withdrawal", {}),
    ),
    "online": (("wang", "taking", {}), ("wang", "cancellation", {})),
    "not ours": (("wang", "not-ours", {}),),
    "mistaken": (("wang", "cancellation", {}),),
    "dispute": (
        ("wang", "consent", {"how": "in_person"}),
        ("wang", "route", {"way": "direct", "level": "1"}), ("wang", "result", {}),
    ),
}  # fmt: skip
TEXTS, LINE = {"text", "area", "lines"}, 80


@pytest.fixture(autouse=True)
def no_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lot falls on nothing: the low rating asks for the call-back."""
    monkeypatch.setattr("app.matters.commands.taking.secrets.randbelow", lambda _: 1)


class Road:
    """A matter that goes its road, everything in it meant to harm; what was put where."""

    def __init__(self, world: World, kind: str, name: str, put: dict[int, str]) -> None:
        self.world, self.kind, self.put = world, kind, put
        said = {one: self.payload(room) for one, room in
                (("title", 80), ("words", 2000), ("applicant", 40), ("place", 120))}  # fmt: skip
        flow = Flow.DISPUTE if name == "dispute" else Flow.SERVICE
        by, channel = ("clerk", Channel.PORTAL) if name == "online" else ("wang", Channel.WINDOW)
        self.matter = world.desk.station.open(
            by, flow=flow, channel=channel, grid_id=world.town.grid3, **said
        )

    def payload(self, room: int) -> str:
        """A payload that is known again."""
        number = len(self.put)
        self.put[number] = written(self.kind, number, min(room or 500, 500))
        return self.put[number]

    def takes(self, who: str, noun: str, given: dict[str, Any]) -> None:
        """A step whose every text means harm."""
        form = next(one for one in FORMS if one.noun == noun)
        fields = {name: self._meant(value) for name, value in given.items()}
        for one in form.fields(self._case()):
            departs = one.name == "department" and fields.get("way") == "direct"
            if one.kind in TEXTS and one.name not in fields and not departs:
                fields[one.name] = self.payload(LINE if one.kind == "lines" else one.most)
            if one.kind == "lines":
                fields[one.name] += "\n" + self.payload(LINE)
        self.world.desk.do(who, self.matter, noun, **fields)

    def _meant(self, value: str) -> str:
        if value == "task":
            return self._case().state.tasks[0][0]
        return getattr(self.world.town, value, value)

    def _case(self) -> Any:
        from app.matters.queries.whole import held_matter

        with self.world.db.session(writes=True) as session:
            found = held_matter(session, self.matter, self.world.clock())
            assert found is not None
            return found.case

    def reads(self, who: str) -> None:
        """Every page on which it shows."""
        pages = (
            f"/matters/{self.matter}", f"/window/{self.matter}", "/matters?view=all", "/breaches",
            f"/matters/{self.matter}/slips/notice", f"/matters/{self.matter}/slips/receipt",
            "/matters?view=ended", "/register", "/window", "/catalogue?q=evil",
        )  # fmt: skip
        for path in pages:
            text = self.world.as_(who).get(path).text
            page = Page(text)
            assert page.faults == [], (path, page.faults)
            for one in page.texts:
                assert list(mangled(one, self.put)) == [], path


@pytest.mark.parametrize("kind", KINDS)
def test_what_any_step_says_is_read_as_words(world: World, kind: str) -> None:
    """R75: the page of the matter after every step, and all others at the end."""
    walked = {noun for road in ROADS.values() for _, noun, _ in road}
    assert {one.noun for one in FORMS} == walked, "a new form of a step is walked here too"
    put: dict[int, str] = {}
    for name, road in ROADS.items():
        mine = Road(world, kind, name, put)
        for who, noun, given in road:
            before = len(mine.put)
            mine.takes(who, noun, given)
            world.later(0.02)
            text = world.as_("head").get(f"/matters/{mine.matter}").text
            assert Page(text).faults == [], noun
            for number in range(before, len(mine.put)):
                assert f"{EVIL}{number:03}" in text, f"{noun}: a field that is shown nowhere"
        for who in ("head", "wang"):
            mine.reads(who)
