"""部门: an officer keeps the departments of their own area, and says who sits there (row R94).

Officers of the street read along what the district has, and the other way round; each changes only
what is of their own area.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.auth.invitations import invite
from app.auth.queries import ever_had_key
from app.auth.rules import Purpose
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import ZONE, page, redirect
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.areas import areas_below, ids_above
from app.org.models import Area, Holding, Person
from app.referrals.commands import departments as acts
from app.referrals.forms.departments import CHOOSE, SeatEntry, parse_department, parse_seat
from app.referrals.models import Department, DepartmentKind
from app.referrals.queries.departments import Seat, department_of, departments_in, seat_of, seats_of
from app.referrals.words import KIND_WORDS
from app.station.commands.posts import Refused
from app.station.forms.posts import Here, PostEntry, parse_change
from app.station.pages.areas import OFFICERS
from app.station.pages.common import known_id
from app.station.queries.judges import candidates, person_in, phone_known

Form = URLEncodedBody[dict[str, Any]]
LIST = "/areas/departments"


@dataclass(frozen=True, slots=True)
class Shown:
    """A department with who sits there, and whether this officer may change it."""

    row: Department
    kind: str
    area: str
    seats: Sequence[Seat]
    own: bool

    @property
    def empty(self) -> bool:
        """Whether nobody there reads what is passed on."""
        return not any(one.begun for one in self.seats)


@get(LIST, guard=OFFICERS)
def overview(work: NamedDependency[Work]) -> Response[str]:
    """The departments of the officer's area, of those above and of those below."""
    return _list(work, {}, {})


@post(LIST, guard=OFFICERS)
def open_department(work: NamedDependency[Work], data: Form) -> Response[str]:
    """A department to which communities may pass something on."""
    fields = posted(data)
    parsed = parse_department(fields)
    if isinstance(parsed, Refusal):
        return _list(work, fields, parsed.errors, 422)
    area = _own_area(work)
    try:
        made = acts.open_department(work.session, area, parsed, who(work).id, work.now)
    except Refused as refused:
        work.session.rollback()
        return _list(work, fields, {refused.field: refused.message}, 422)
    return redirect(f"{LIST}/{made.id}")


@get(LIST + "/{department_id:str}", guard=OFFICERS)
def department(work: NamedDependency[Work], department_id: FromPath[str]) -> Response[str]:
    """One department, and who sits there."""
    return _show(work, _find(work, department_id), {}, {})


@post(LIST + "/{department_id:str}/seats", guard=OFFICERS)
def seat(
    work: NamedDependency[Work], department_id: FromPath[str], data: Form
) -> Response[str]:  # fmt: skip
    """Somebody answers for it; who is new is invited at once."""
    found, fields = _own(work, department_id), posted(data)
    parsed = parse_seat(fields, Here(work.now, ZONE.key))
    if isinstance(parsed, Refusal):
        return _show(work, found, fields, parsed.errors, 422)
    try:
        invited = _seat(work, found, parsed)
    except Refused as refused:
        work.session.rollback()
        errors = {refused.field: refused.message}
        return _show(work, _own(work, department_id), fields, errors, 422)
    return _invite(work, found, invited) if invited else redirect(f"{LIST}/{found.id}")


@post(LIST + "/{department_id:str}/seats/{seat_id:str}/ending", guard=OFFICERS)
def unseat(
    work: NamedDependency[Work], department_id: FromPath[str], seat_id: FromPath[str], data: Form
) -> Response[str]:
    """Somebody answers for it no more, with a reason."""
    found, fields = _own(work, department_id), posted(data)
    held = _held(work, found, seat_id)
    parsed = parse_change(fields, Here(work.now, ZONE.key))
    if isinstance(parsed, Refusal):
        return _show(work, found, fields, parsed.errors, 422, held.id)
    try:
        _end(work, found, held, parsed)
    except Refused as refused:
        work.session.rollback()
        errors = {refused.field: refused.message}
        return _show(work, _own(work, department_id), fields, errors, 422, seat_id)
    return redirect(f"{LIST}/{found.id}")


@post(LIST + "/{department_id:str}/seats/{seat_id:str}/invitations", guard=OFFICERS)
def invite_again(
    work: NamedDependency[Work], department_id: FromPath[str], seat_id: FromPath[str]
) -> Response[str]:
    """Another link for somebody who never signed in."""
    found = _own(work, department_id)
    person = work.session.get(Person, _held(work, found, seat_id).person_id)
    if person is None:
        raise NotFound
    return _invite(work, found, person)


@post(LIST + "/{department_id:str}/closing", guard=OFFICERS)
def close(work: NamedDependency[Work], department_id: FromPath[str]) -> Response[str]:
    """Nothing more is passed on to it."""
    found = _own(work, department_id)
    try:
        acts.close_department(work.session, found, who(work).id, work.now)
    except Refused as refused:
        work.session.rollback()
        errors = {refused.field: refused.message}
        return _show(work, _own(work, department_id), {}, errors, 422)
    return redirect(LIST)


def _seat(work: Work, found: Department, entry: SeatEntry) -> Person | None:
    """Somebody new, who is to be invited; None for somebody who is known. Raises Refused."""
    me = who(work).id
    if not entry.person_id:
        if phone_known(work.session, [found.area_id], entry.phone, work.now):
            raise Refused("phone", acts.SITS)
        return acts.seat_new(work.session, found, entry, me, work.now)
    person = person_in(work.session, [found.area_id], entry.person_id, work.now)
    if person is None:
        raise Refused("person", CHOOSE)
    acts.seat(work.session, found, person, entry, me, work.now)
    return None


def _end(work: Work, found: Department, held: Holding, entry: PostEntry) -> None:
    acts.unseat(work.session, found, held, entry.at, entry.reason, who(work).id, work.now)


def _invite(work: Work, found: Department, person: Person) -> Response[str]:
    try:
        token = invite(work.session, work.now, person, who(work).id, Purpose.FIRST)
    except PermissionError:
        raise Conflict from None
    link = f"{work.settings.origin.rstrip('/')}/invitations/{token}"
    back = (f"{LIST}/{found.id}", found.name)
    return page(
        work, "auth/link.html", token=token, person=person, own=False, link=link, back_to=back
    )


def _own_area(work: Work) -> Area:
    area = work.session.get(Area, who(work).area_id)
    if area is None:
        raise NotFound
    return area


def _seen_areas(work: Work) -> list[str]:
    mine = who(work).area_id
    return [*ids_above(work.session, mine), *areas_below(work.session, mine)]


def _find(work: Work, department_id: str) -> Department:
    found = department_of(work.session, _seen_areas(work), known_id(department_id))
    if found is None:
        raise NotFound
    return found


def _own(work: Work, department_id: str) -> Department:
    """A department of the officer's own area: only that one they may change."""
    found = department_of(work.session, [who(work).area_id], known_id(department_id))
    if found is None:
        raise NotFound
    return found


def _held(work: Work, found: Department, seat_id: str) -> Holding:
    held = seat_of(work.session, found.id, known_id(seat_id), work.now)
    if held is None:
        raise NotFound
    return held


def _kinds(work: Work) -> list[tuple[str, str]]:
    return [(one.value, KIND_WORDS[one].text(work.lang)) for one in DepartmentKind]


def _shown(work: Work, rows: Sequence[Department]) -> list[Shown]:
    seats, words = seats_of(work.session, rows, work.now), dict(_kinds(work))
    names = {one: work.session.get_one(Area, one).name for one in {row.area_id for row in rows}}
    mine = who(work).area_id
    return [
        Shown(one, words[one.kind], names[one.area_id], seats[one.id], one.area_id == mine)
        for one in rows
    ]


def _list(work: Work, values: Fields, errors: dict[str, Any], status: int = 200) -> Response[str]:
    rows = departments_in(work.session, _seen_areas(work))
    return page(
        work,
        "referrals/departments.html",
        status=status,
        rows=_shown(work, rows),
        here=_own_area(work).name,
        kinds=_kinds(work),
        values=values,
        errors=errors,
    )


def _show(
    work: Work, found: Department, values: Fields, errors: dict[str, Any], status: int = 200,
    ending: str = "",
) -> Response[str]:  # fmt: skip
    """`ending`: the seat whose ending was refused."""
    (shown,) = _shown(work, [found])
    local = work.now.astimezone(ZONE)
    return page(
        work,
        "referrals/department.html",
        status=status,
        one=shown,
        people=_people(work, found) if shown.own else [],
        unsigned=[
            one.person_id for one in shown.seats if not ever_had_key(work.session, one.person_id)
        ],
        now_local=f"{local:%Y-%m-%dT%H:%M}",
        values=values,
        errors=errors,
        ending=ending,
    )


def _people(work: Work, found: Department) -> list[tuple[str, str]]:
    """Who holds a post in the area itself already: one person may answer for two departments."""
    return [(one.id, one.name) for one in candidates(work.session, [found.area_id], work.now)]
