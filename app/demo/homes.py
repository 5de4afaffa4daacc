"""Estates, buildings, homes and what their residents asked for, all invented."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from app.demo import words
from app.demo.bulk import Row
from app.demo.chance import chance, person_name, phone, pick, stable_id
from app.demo.scale import GRID_HOUSEHOLDS
from app.households.models import Contact

ESTATE_BUILDINGS = 14
LEAST_HOMES = 16
PEOPLE = (1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, None)
GIVES_CONTACT = 0.6
GIVES_FULL_NAME = 0.7
HAS_NEED = 0.08
# Degrees at 37.5° north: about 60 m between buildings, 700 m between communities.
CENTRE = (37.497, 121.262)
BUILDING_STEP = (0.00054, 0.00068)
COMMUNITY_STEP = (0.0063, 0.0079)


@dataclass(slots=True)
class Homes:
    """The buildings of a grid and who lives in them."""

    buildings: list[Row] = field(default_factory=list)
    households: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Town:
    """Builds one community, grid by grid: numbers and places go on where the last grid ended."""

    community_id: str
    code: str
    place: int
    """Which community of the demo it is, for its spot on the map."""
    rng: random.Random = field(init=False)
    estates: Iterator[str] = field(init=False)
    estate: str = field(init=False, default="")
    tall: bool = field(init=False, default=False)
    built: int = field(init=False, default=0)
    phones: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.rng = chance("homes", self.code)
        self.estates = estate_names(self.rng)

    def grid(self, count: int = GRID_HOUSEHOLDS) -> Homes:
        """The next whole buildings with `count` homes in all."""
        homes = Homes()
        while (left := count - len(homes.households)) > 0:
            building = self._building()
            homes.buildings.append(building)
            homes.households += self._households(building, left)
        return homes

    def _building(self) -> Row:
        in_estate = self.built % ESTATE_BUILDINGS
        if in_estate == 0:
            self.estate = next(self.estates)
            self.tall = self.rng.random() < 0.3
        lat, lon = self._spot()
        self.built += 1
        return {
            "id": stable_id(self.rng),
            "community_id": self.community_id,
            "estate": self.estate,
            "number": f"{in_estate + 1}号楼",
            "place": self.built,
            "lat": round(lat, 6),
            "lon": round(lon, 6),
        }

    def _spot(self) -> tuple[float, float]:
        row, column = divmod(self.place, 7)
        street, house = divmod(self.built, 10)
        if street % 2:  # numbers go up one street and come back the next
            house = 9 - house
        return (
            CENTRE[0] + (row - 3) * COMMUNITY_STEP[0] + street * BUILDING_STEP[0],
            CENTRE[1] + (column - 3) * COMMUNITY_STEP[1] + house * BUILDING_STEP[1],
        )

    def _households(self, building: Row, left: int) -> list[Row]:
        doors = self._doors()
        # No building of two or three homes at the end of a grid.
        if 0 < left - len(doors) < LEAST_HOMES:
            doors = doors[: left - LEAST_HOMES]
        return [self._household(building, *door) for door in doors[:left]]

    def _doors(self) -> list[tuple[str, str]]:
        floors = 18 if self.tall else self.rng.choice((5, 6, 6))
        entrances = self.rng.choice((1, 1, 2)) if self.tall else self.rng.choice((2, 3, 3, 4))
        on_floor = self.rng.choice((2, 3, 4)) if self.tall else 2
        return [
            (str(entrance), f"{floor}{door:02d}")
            for floor in range(1, floors + 1)
            for entrance in range(1, entrances + 1)
            for door in range(1, on_floor + 1)
        ]

    def _household(self, building: Row, entrance: str, room: str) -> Row:
        rng = self.rng
        name, number, way = "", "", Contact.DOOR
        if rng.random() < GIVES_CONTACT:
            name, number = person_name(rng), self._phone()
            if rng.random() > GIVES_FULL_NAME:
                name = name[0] + pick(rng, ("女士", "先生"))
            way = pick(rng, (Contact.DOOR, Contact.PHONE, Contact.PHONE, Contact.MESSAGE))
        return {
            "id": stable_id(rng),
            "community_id": self.community_id,
            "building_id": building["id"],
            "entrance": entrance,
            "room": room,
            "people": pick(rng, PEOPLE),
            "contact_name": name,
            "contact_phone": number,
            "contact_by": way.value,
        }

    def _phone(self) -> str:
        """A number that nobody else of the community has left."""
        while (number := phone(self.rng)) in self.phones:
            pass
        self.phones.add(number)
        return number


def estate_names(rng: random.Random) -> Iterator[str]:
    """Names of estates, no two alike."""
    names = [first + last for first in words.ESTATE_FIRST for last in words.ESTATE_LAST]
    rng.shuffle(names)
    return iter(names)


def needs(
    grid_id: str, households: list[Row], today: date, codes: Iterator[str] | None = None
) -> Iterator[Row]:
    """What residents asked for, with their consent and an end date; some have ended.

    `codes` are the service codes of regular help.
    """
    rng = chance("needs", grid_id)
    for home in households:
        if rng.random() > HAS_NEED:
            continue
        starts = today - timedelta(days=rng.randrange(2, 200))
        consent = datetime(starts.year, starts.month, starts.day, 1, 30, tzinfo=UTC)
        withdrawn = rng.random() < 0.05
        asked_for = pick(rng, words.ASKED_FOR)
        ends = starts + timedelta(days=pick(rng, (90, 180, 180, 365)))
        every = words.REGULAR.get(asked_for) if codes and not withdrawn and ends >= today else None
        review = today + timedelta(days=rng.randrange(-2, 70))
        yield {
            "id": stable_id(rng, int(consent.timestamp() * 1000)),
            "community_id": home["community_id"],
            "household_id": home["id"],
            # What rested on a consent goes when it is withdrawn.
            "asked_for": "" if withdrawn else asked_for,
            "consent_at": consent,
            "starts_on": starts,
            "ends_on": ends,
            "review_on": review if starts < review < ends else None,
            "every_days": every,
            "code": next(codes) if codes and every else None,
            "consent_id": stable_id(rng, int(consent.timestamp() * 1000)),
            "withdrawn_at": consent + timedelta(days=1) if withdrawn else None,
        }
