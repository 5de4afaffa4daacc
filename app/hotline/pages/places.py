"""Which door somebody means, as far as whoever writes it down may know doors."""

from app.attendance.pages.common import today_here
from app.auth.guards import who
from app.books.queries.address import household_found_by
from app.books.rules.address import tidy
from app.hotline.commands.entries import Where
from app.households.models import Household
from app.households.queries.doors import doors_found
from app.kit.web import Work
from app.matters.queries.people import grid_of
from app.org.scope import scope_of


def where_is(work: Work, place: str) -> Where:
    """The one door that `place` names; nowhere in particular when it names none or several."""
    scope = scope_of(who(work), work.now)
    if not place or not scope.names:
        return Where()
    found = doors_found(
        work.session, scope, today_here(work), household_found_by(tidy(place), names=False), 2
    )
    exact = [one for one in found if one.label == place]
    mine = exact or found
    if len(mine) != 1:
        return Where()
    door = work.session.get_one(Household, mine[0].id)
    return Where(grid_of(work.session, door.building_id, work.now), door.id, door.building_id)
