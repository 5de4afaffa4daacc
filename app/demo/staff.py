"""Who works in the demo: the cast by name, everyone else invented."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.auth.models import Recovery
from app.auth.rules import RECOVERY_LASTS
from app.demo.chance import chance, person_name, phone, stable_id
from app.demo.divisions import HOME, committees
from app.org.models import Grid, Holding, Person, Post

# 王敏 looks after grid 03 of the home community, 李强 after another.
CAST_WORKERS = {3: "王敏", 5: "李强"}
CAST_STATION = {
    Post.GRID_LEAD: "张丽",
    Post.STATION_HEAD: "陈建国",
    Post.DATA_STEWARD: "刘洋",
    Post.CLERK: "赵倩",
}
# The fifth worker, 李强 in the home community, represents the workers.
REPRESENTS = 4
STREET_OFFICER = "孙伟"
DISTRICT_OFFICER = "周静"
# Admits items for the whole city.
CITY_OFFICER = "于洋"
# Who judges the home community's cases: clerks of other communities of its street, and for appeals
# somebody who works nowhere.
PANEL = ("何静", "郭涛", "林芳")
APPEAL_OFFICER = "马骏"
# Who answers for the district's gardens.
DEPARTMENT_OFFICER = "沈涛"
CAST = {
    *CAST_WORKERS.values(),
    *CAST_STATION.values(),
    *PANEL,
    APPEAL_OFFICER,
    DEPARTMENT_OFFICER,
    STREET_OFFICER,
    DISTRICT_OFFICER,
    CITY_OFFICER,
}
HOME_STREET = HOME[:9] + "000"


def panel_places(code: str) -> list[str]:
    """The next three communities of its street, round about, whose clerks sit on the panel."""
    street = [one.code for one in committees() if one.code[:9] == code[:9]]
    at = street.index(code) + 1
    return (street[at:] + street[: at - 1])[: len(PANEL)]


PANEL_OF = dict(zip(panel_places(HOME), PANEL, strict=True))


@dataclass(slots=True)
class Staff:
    """People and the posts they hold since `since`."""

    since: datetime
    people: list[Person] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)

    def station(self, community_id: str, code: str, grids: list[Grid]) -> dict[str, str]:
        """The people of a community; the worker's id by the grid's."""
        rng = chance("staff", code)
        names = _names(rng)
        home = code == HOME
        workers = {}
        for grid in grids:
            name = CAST_WORKERS.get(grid.number) if home else None
            workers[grid.id] = self._add(
                rng, name or next(names), Post.GRID_WORKER, community_id, community_id, grid.id
            )
        for post, star in CAST_STATION.items():
            name = star if home else PANEL_OF.get(code) if post is Post.CLERK else None
            self._add(rng, name or next(names), post, community_id, community_id)
        self._also(workers[grids[REPRESENTS % len(grids)].id], community_id)
        return workers

    def _also(self, person_id: str, community_id: str) -> None:
        """Whom the workers chose to throw the dice of the draws."""
        self.holdings.append(
            Holding(
                id=stable_id(chance("representative", community_id)),
                community_id=community_id,
                area_id=community_id,
                person_id=person_id,
                post=Post.WORKERS_REPRESENTATIVE,
                since=self.since,
            )
        )

    def lost_phone(self, now: datetime) -> Recovery:
        """Somebody of this station lost their phone, and the head has said so."""
        at = {one.post: one.person_id for one in self.holdings}
        workers = [one.person_id for one in self.holdings if one.post == Post.GRID_WORKER]
        opened_at = now - timedelta(hours=2)
        return Recovery(
            id=stable_id(chance("lost phone"), int(opened_at.timestamp() * 1000)),
            person_id=workers[-1],
            community_id=self.people[0].community_id,
            opened_by=at[Post.STATION_HEAD],
            opened_at=opened_at,
            expires_at=opened_at + RECOVERY_LASTS,
        )

    def officers(self, district_id: str, streets: dict[str, str]) -> None:
        """The district's officer and one for each street (its area id by its code)."""
        rng = chance("officers")
        names = _names(rng)
        self._add(rng, DISTRICT_OFFICER, Post.DISTRICT_OFFICER, None, district_id)
        self._add(rng, DEPARTMENT_OFFICER, Post.DEPARTMENT_OFFICER, None, district_id)
        for code, area_id in sorted(streets.items()):
            name = STREET_OFFICER if code == HOME_STREET else next(names)
            self._add(rng, name, Post.STREET_OFFICER, None, area_id)

    def city(self, city_id: str) -> None:
        """The officer of the city above the district."""
        self._add(chance("city"), CITY_OFFICER, Post.DISTRICT_OFFICER, None, city_id)

    def clerk(self, community_id: str, code: str) -> str:
        """The clerk of a community where nobody else is; the person's id."""
        rng = chance("clerk", code)
        return self._add(
            rng, PANEL_OF.get(code) or next(_names(rng)), Post.CLERK, community_id, community_id
        )

    def judges(self, community_id: str, code: str, panel: list[str]) -> None:
        """Who judges a community's cases: `panel`, and for appeals somebody who works nowhere."""
        rng = chance("judges", code)
        for person_id in panel:
            self._judge(rng, person_id, Post.PANEL_MEMBER, community_id)
        name = APPEAL_OFFICER if code == HOME else next(_names(rng))
        self._add(rng, name, Post.APPEAL_OFFICER, None, community_id)

    def _judge(self, rng: random.Random, person_id: str, post: Post, community_id: str) -> None:
        self.holdings.append(
            Holding(
                id=stable_id(rng),
                area_id=community_id,
                person_id=person_id,
                post=post,
                since=self.since,
            )
        )

    def _add(
        self,
        rng: random.Random,
        name: str,
        post: Post,
        community_id: str | None,
        area_id: str,
        grid_id: str | None = None,
    ) -> str:
        person = Person(id=stable_id(rng), community_id=community_id, name=name, phone=phone(rng))
        self.people.append(person)
        self.holdings.append(
            Holding(
                id=stable_id(rng),
                community_id=community_id,
                area_id=area_id,
                person_id=person.id,
                post=post,
                grid_id=grid_id,
                since=self.since,
            )
        )
        return person.id


def _names(rng: random.Random) -> Iterator[str]:
    """Invented names: never one of the cast's, never the same twice."""
    taken = set(CAST)
    while True:
        name = person_name(rng)
        if name not in taken:
            taken.add(name)
            yield name
