"""The one form of a window and of a door, with what was typed in it (rows R46, R52, R58, R80)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from litestar import Response

from app.attendance.pages.common import community_here
from app.attendance.queries.today import my_day
from app.auth.guards import posts, who
from app.books.queries.address import household_found_by
from app.books.rules.address import tidy
from app.catalogue.queries.finding import find_items
from app.catalogue.reference import Certificate, certificates, certificates_named
from app.catalogue.rules import Agency, DutyLine
from app.households.queries.doors import Door, door_of, doors_found
from app.kit.clock import iso, local_day
from app.kit.forms import Fields, Reader
from app.kit.html import page
from app.kit.i18n import Message
from app.kit.ids import is_uuid, uuid7
from app.kit.web import Work
from app.matters.forms.opening import MOST_TYPED, Ending, Giving
from app.matters.pages.words import CAME, CHANNEL_WORDS, ENDING_WORDS, GIVING_WORDS, LINE_WORDS
from app.matters.queries.chosen import Chosen, chosen
from app.matters.queries.people import Home, home_of, staff_of
from app.matters.queries.window import MOST_READY, month_counts, ready_matters
from app.matters.rules.notices import material_text
from app.matters.rules.problems import problem_names
from app.org.commands import log_new
from app.org.models import Community, Post
from app.org.queries import start_of
from app.org.scope import Scope, sees_building, window_scope

ACCEPTS = (Post.CLERK, Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD)
WINDOW = posts(*ACCEPTS)
"""Who accepts matters: at a window everything, at a door what is said there."""
MOST_DOORS, MOST_ITEMS = 8, 8
SEEN = "window"
EXPLAINED = Message("已当面说明程序和材料，本人到{department}办理。")


class Place:
    """Where the form stands: whose community, which day, and which doors may be named."""

    def __init__(self, work: Work, community: Community) -> None:
        self.work, self.community = work, community
        self.day = local_day(work.now, community.zone)
        self.own = window_scope(who(work), work.now, in_hall=False)

    @cached_property
    def scope(self) -> Scope:
        """Which doors may be named; for a worker the roster says whether they serve in the hall
        today (post A), and for nobody else it is asked."""
        worker = who(self.work)
        if (
            worker.post != Post.GRID_WORKER
            or not my_day(self.work.session, self.own, self.day).hall
        ):
            return self.own
        return window_scope(worker, self.work.now, in_hall=True)


def place_here(work: Work) -> Place:
    """The place of whoever is asking. Raises NotFound above a community."""
    return Place(work, community_here(work))


@dataclass(slots=True)
class Shown:
    """What the form shows beside what was typed; a part of the page asks only for its own."""

    errors: Mapping[str, Message] = field(default_factory=dict)
    status: int = 200
    block: str | None = None
    ready: str = ""


def show_form(work: Work, fields: Fields, how: Shown) -> Response[str]:
    """The form, whole or one part of it."""
    here, read = place_here(work), Reader(fields)
    part = how.block if work.request.headers.get("hx-request") == "true" else None
    at_window = read.raw("here") != "door"
    item = _item(work, here, read)
    values = _values(work, fields, item)
    asked = _asked(work, here, values, item, part)
    side = _side(work, here, how.ready) if at_window and part is None else {}
    return page(
        work,
        "matters/window.html",
        block=how.block,
        status=how.status,
        at_window=at_window,
        values=values,
        errors=how.errors,
        item=item_shown(work, item) if item else None,
        helpers=_helpers(work, here, item),
        **_choices(work),
        **asked,
        **side,
    )


def _item(work: Work, here: Place, read: Reader) -> Chosen | None:
    picked = read.raw("item")
    return chosen(work.session, here.community.id, picked, here.day) if is_uuid(picked) else None


def _values(work: Work, fields: Fields, item: Chosen | None) -> dict[str, Any]:
    """What was typed, with what a form that is just opened has: its id, when, and what the chosen
    item makes likely."""
    read = Reader(fields)
    values: dict[str, Any] = {name: read.raw(name) for name in fields}
    values["brought"], values["checks"] = read.raw_list("brought"), read.raw_list("checks")
    values["id"] = values.get("id") if is_uuid(values.get("id")) else uuid7()
    values["began"] = values.get("began") or iso(work.now)
    if item and values.get("ended_for") != item.id:
        values["ended_for"] = item.id
        values |= _likely(work, item)
    asked = read.raw("certificate")
    for one in certificates():
        if str(one.number) == asked:
            values |= _refused(work, one)
    return values


def _likely(work: Work, item: Chosen) -> dict[str, str]:
    """How it ends most likely, for a form in which the item was chosen just now."""
    if item.instant:
        return {"ending": Ending.DONE.value}
    if item.agency is Agency.EXPLAIN:
        department = item.version.department
        return {"ending": Ending.DONE.value, "result": EXPLAINED.text(work.lang).format(
            department=department)}  # fmt: skip
    return {"ending": Ending.ACCEPT.value}


def _refused(work: Work, one: Certificate) -> dict[str, str]:
    """What is said of a certificate that no community issues: why, and where to go (row R99)."""
    return {
        "title": one.name,
        "ending": Ending.NOT_OURS.value,
        "explanation": work.say("这项证明社区不能开具，依据：{basis}", basis=one.basis),
        "where_to_go": one.instead.text(work.lang),
    }


def _asked(
    work: Work, here: Place, values: Mapping[str, Any], item: Chosen | None, block: str | None
) -> dict[str, Any]:
    """What the two searches find."""
    q = str(values.get("q", "")).strip()[:MOST_TYPED]
    found: dict[str, Any] = {"items": [], "certificates": [], "doors": None, "door": None}
    if q and item is None and block != "doors":
        found["certificates"] = [_instead(work, one) for one in certificates_named(q)]
        found["items"] = find_items(work.session, here.community.id, q, here.day, MOST_ITEMS)
    return found if block == "items" else found | _doors(work, here, values)


def _instead(work: Work, one: Certificate) -> dict[str, Any]:
    return {
        "no": one.number, "name": one.name, "basis": one.basis,
        "instead": one.instead.text(work.lang),
    }  # fmt: skip


def _doors(work: Work, here: Place, values: Mapping[str, Any]) -> dict[str, Any]:
    picked = door_here(work, here, str(values.get("household", "")))
    if picked is not None:
        _log(work, here, [picked])
        return {"door": picked}
    typed = str(values.get("door", "")).strip()[:MOST_TYPED]
    if not typed:
        return {}
    found_by = household_found_by(tidy(typed), names=False)
    doors = doors_found(work.session, here.scope, here.day, found_by, MOST_DOORS + 1)
    _log(work, here, doors[:MOST_DOORS])
    return {"doors": doors[:MOST_DOORS], "more_doors": len(doors) > MOST_DOORS}


def home_named(work: Work, here: Place, household_id: str) -> Home | None:
    """Where a household is, if it may be named here; the roster is asked only for another's
    grid."""
    community = here.community.id
    home = home_of(work.session, community, household_id, work.now)
    if home is None or not home.stands:
        return None
    seen = sees_building(here.own, community, home.grid_id)
    return home if seen or sees_building(here.scope, community, home.grid_id) else None


def door_here(work: Work, here: Place, household_id: str) -> Door | None:
    """A household that may be named here, or None."""
    return door_of(work.session, here.scope, household_id) if is_uuid(household_id) else None


def _log(work: Work, here: Place, doors: list[Door]) -> None:
    since = start_of(here.day, here.community.zone)
    log_new(work, here.scope, SEEN, since, [one.id for one in doors])


def item_shown(work: Work, item: Chosen) -> dict[str, Any]:
    """The item as the form shows it."""
    version, english = item.version, work.lang == "en"
    return {
        "id": item.id,
        "name": version.name,
        "department": version.department,
        "limit": item.limit,
        "agency": item.agency.value,
        "instant": item.instant,
        "fee": version.fee,
        "sample": version.sample,
        "conditions": version.conditions,
        "flow": version.flow,
        "materials": [
            {
                "name": one.get("name", ""),
                "needed": one.get("needed", True),
                "detail": material_text({**one, "name": "", "needed": True}),
            }
            for one in item.materials
        ],
        "chain": item.chain.name if item.chain else "",
        "checks": [
            {
                "text": (one.get("text_en") if english else "") or one.get("text", ""),
                "owner": one.get("owner", ""),
                "limit_hours": one.get("limit_hours"),
                "mine": one.get("owner") != "department",
            }
            for one in item.checks
        ],
    }


def _helpers(work: Work, here: Place, item: Chosen | None) -> list[tuple[str, str]]:
    if item is None or item.agency is not Agency.ASSIST:
        return []
    people = staff_of(work.session, here.community.id, work.now)
    return [("", work.say("请选择")), *people.items()]


def _choices(work: Work) -> dict[str, Any]:
    lang = work.lang
    return {
        "problems": [("", work.say("不选")), *problem_names(lang)],
        "lines": [(one.value, LINE_WORDS[one].text(lang)) for one in DutyLine],
        "channels": [(one.value, CHANNEL_WORDS[one].text(lang)) for one in CAME],
        "endings": [(one.value, ENDING_WORDS[one].text(lang)) for one in Ending],
        "givings": [(one.value, GIVING_WORDS[one].text(lang)) for one in Giving],
        "scores": [(str(n), str(n)) for n in range(1, 6)],
    }


def _side(work: Work, here: Place, q: str) -> dict[str, Any]:
    """What waits to be handed out, and the windows' month."""
    asked = q.strip()[:MOST_TYPED]
    rows = ready_matters(work.session, here.community.id, asked)
    shown = rows[:MOST_READY]
    month = start_of(here.day.replace(day=1), here.community.zone)
    counts = month_counts(work.session, here.community.id, month)
    ready = [_ready(one) for one in shown]
    since = start_of(here.day, here.community.zone)
    log_new(work, here.scope, SEEN, since, {one.household_id for one in shown if one.household_id})
    return {"ready": ready, "ready_q": asked, "more_ready": len(rows) > MOST_READY,
            "counts": counts}  # fmt: skip


def _ready(one: Any) -> dict[str, Any]:
    return {
        "id": one.id, "title": one.title, "number": one.number, "applicant": one.applicant,
        "stage": one.stage, "done_at": one.done_at,
    }  # fmt: skip
