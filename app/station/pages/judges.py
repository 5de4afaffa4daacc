"""评议与申诉: the street appoints who judges its communities' cases (row R111).

The district reads along; the communities' heads see the names on their page of posts. Nobody
appoints for their own community.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import posts, who
from app.auth.invitations import invite
from app.auth.queries import ever_had_key
from app.auth.rules import Purpose
from app.auth.words import post_words
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.models import JUDGES, Area, Community, Holding, Person, Post
from app.station.commands import judges
from app.station.commands.posts import Change, Refused
from app.station.forms.judges import Appointment, parse_appointment
from app.station.forms.posts import Here, PostEntry, parse_change
from app.station.pages.areas import OFFICERS, find_area
from app.station.pages.common import known_id
from app.station.queries.areas import Tree, tree_of
from app.station.queries.judges import (
    Judge,
    appointment_of,
    at_work,
    candidates,
    judges_of,
    person_in,
    phone_known,
)
from app.station.rules.judges import FULL_PANEL

STREET = posts(Post.STREET_OFFICER)


@dataclass(frozen=True, slots=True)
class Bench:
    """Who judges one community's cases, and what is missing."""

    place: Area
    street: str
    judges: Sequence[Judge]
    full: int = FULL_PANEL

    def of(self, name: str) -> list[Judge]:
        """The holders of one of the two posts, also those who are to begin."""
        return [one for one in self.judges if one.post == name]

    def _sitting(self, wanted: Post) -> int:
        return sum(one.post is wanted and one.outside and one.begun for one in self.judges)

    @property
    def panel(self) -> int:
        """How many may vote now."""
        return self._sitting(Post.PANEL_MEMBER)

    @property
    def missing(self) -> int:
        """How many the panel lacks."""
        return max(0, self.full - self.panel)

    @property
    def short(self) -> bool:
        """Whether no third could be asked when two differ."""
        return self.missing > 0

    @property
    def appealable(self) -> bool:
        """Whether somebody could decide an appeal."""
        return self._sitting(Post.APPEAL_OFFICER) > 0


@get("/areas/judges", guard=OFFICERS)
def overview(work: NamedDependency[Work]) -> Response[str]:
    """The communities at work in the officer's area, with their panels and appeal officers."""
    tree = tree_of(work.session)
    below = tree.below(who(work).area_id)
    found = judges_of(work.session, below, work.now)
    wanted = at_work(work.session, below, work.now) | set(found)
    places = sorted((tree.areas[one] for one in wanted), key=lambda one: one.code)
    return page(
        work,
        "station/judges.html",
        rows=[_bench(work, tree, one, found.get(one.id, [])) for one in places],
        streets=Post.STREET_OFFICER not in who(work).posts,
    )


@get("/areas/judges/{code:str}", guard=OFFICERS)
def community_judges(work: NamedDependency[Work], code: FromPath[str]) -> Response[str]:
    """One community's panel and appeal officers; the street may change them."""
    return _show(work, *_find(work, code), {}, {})


@post("/areas/judges/{code:str}/appointments", guard=STREET)
def appoint(
    work: NamedDependency[Work], code: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Somebody from outside takes one of the two posts; who is new is invited at once."""
    place, community = _find(work, code)
    fields = posted(data)
    parsed = parse_appointment(fields, Here(work.now, community.zone))
    if isinstance(parsed, Refusal):
        return _show(work, place, community, fields, parsed.errors, 422)
    try:
        invited = _appoint(work, place, community, parsed)
    except Refused as refused:
        work.session.rollback()
        return _show(work, *_find(work, code), fields, {refused.field: refused.message}, 422)
    return _invite(work, place, invited) if invited else redirect(f"/areas/judges/{place.code}")


@post("/areas/judges/{code:str}/appointments/{holding_id:str}/ending", guard=STREET)
def dismiss(
    work: NamedDependency[Work],
    code: FromPath[str],
    holding_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """An appointment ends, with a reason."""
    place, community = _find(work, code)
    held, fields = _held(work, place, holding_id), posted(data)
    parsed = parse_change(fields, Here(work.now, community.zone))
    if isinstance(parsed, Refusal):
        return _show(work, place, community, fields, parsed.errors, 422, held.id)
    try:
        judges.dismiss(work.session, _change(work, community, parsed), held)
    except Refused as refused:
        work.session.rollback()
        errors = {refused.field: refused.message}
        return _show(work, *_find(work, code), fields, errors, 422, holding_id)
    return redirect(f"/areas/judges/{place.code}")


@post("/areas/judges/{code:str}/appointments/{holding_id:str}/invitations", guard=STREET)
def invite_again(
    work: NamedDependency[Work], code: FromPath[str], holding_id: FromPath[str]
) -> Response[str]:
    """Another link for somebody who was new and never signed in; who works in a community is
    invited there."""
    place, _ = _find(work, code)
    person = work.session.get(Person, _held(work, place, holding_id).person_id)
    if person is None or person.community_id is not None:
        raise NotFound
    return _invite(work, place, person)


def appointed(work: Work, community_id: str | None) -> list[tuple[str, list[Judge]]]:
    """Who judges a community's cases, by the words of the posts, for those who may only read."""
    words, here = post_words(), community_id or ""
    found = judges_of(work.session, [here], work.now).get(here, [])
    return [
        (words[one].text(work.lang), [judge for judge in found if judge.post is one])
        for one in JUDGES
    ]


def _appoint(work: Work, place: Area, community: Community, entry: Appointment) -> Person | None:
    """Somebody new, who is to be invited; None for somebody who is known. Raises Refused."""
    change, areas = _change(work, community, entry), _street(work)
    if not entry.person_id:
        if phone_known(work.session, areas, entry.phone, work.now):
            raise Refused("phone", judges.NEW_HERE)
        return judges.appoint_new(work.session, change, entry)
    person = person_in(work.session, areas, entry.person_id, work.now)
    if person is None:
        raise Refused("person", judges.CHOSEN)
    judges.appoint(work.session, change, person, entry.post)
    return None


def _invite(work: Work, place: Area, person: Person) -> Response[str]:
    try:
        token = invite(work.session, work.now, person, who(work).id, Purpose.FIRST)
    except PermissionError:
        raise Conflict from None
    link = f"{work.settings.origin.rstrip('/')}/invitations/{token}"
    back = (f"/areas/judges/{place.code}", place.name)
    return page(
        work, "auth/link.html", token=token, person=person, own=False, link=link, back_to=back
    )


def _show(
    work: Work,
    place: Area,
    community: Community,
    values: Fields,
    errors: dict[str, Any],
    status: int = 200,
    ending: str = "",
) -> Response[str]:
    """`ending`: the appointment whose ending was refused."""
    found = judges_of(work.session, [place.id], work.now).get(place.id, [])
    local = work.now.astimezone(ZoneInfo(community.zone))
    words, street = post_words(), Post.STREET_OFFICER in who(work).posts
    return page(
        work,
        "station/community_judges.html",
        status=status,
        bench=_bench(work, tree_of(work.session), place, found),
        street=street,
        unsigned={one.person_id for one in found if _may_invite(work, one)} if street else set(),
        post_options=[(one.value, words[one].text(work.lang)) for one in JUDGES],
        people=_people(work, place) if street else [],
        now_local=f"{local:%Y-%m-%dT%H:%M}",
        values=values,
        errors=errors,
        ending=ending,
    )


def _people(work: Work, place: Area) -> list[tuple[str, str]]:
    """Whom the street may choose from: everybody of its own and of its other communities."""
    areas, words = set(_street(work)) - {place.id}, post_words()
    return [
        (one.id, f"{one.place} · {one.name}（{words[one.post].text(work.lang)}）")
        for one in candidates(work.session, areas, work.now)
    ]


def _may_invite(work: Work, one: Judge) -> bool:
    return one.of is None and not ever_had_key(work.session, one.person_id)


def _bench(work: Work, tree: Tree, place: Area, found: Sequence[Judge]) -> Bench:
    street = tree.areas.get(place.parent_id or "")
    return Bench(place, street.name if street else "", found)


def _street(work: Work) -> list[str]:
    return tree_of(work.session).below(who(work).area_id)


def _find(work: Work, code: str) -> tuple[Area, Community]:
    _, place = find_area(work, code)
    community = work.session.get(Community, place.id)
    if community is None:
        raise NotFound
    return place, community


def _held(work: Work, place: Area, holding_id: str) -> Holding:
    held = appointment_of(work.session, place.id, known_id(holding_id), work.now)
    if held is None:
        raise NotFound
    return held


def _change(work: Work, community: Community, entry: Appointment | PostEntry) -> Change:
    return Change(community.id, who(work).id, work.now, entry.at, entry.reason)
