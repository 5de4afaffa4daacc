"""Shops and units of a community, all invented; a few of their codes are wrong, as in life."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.books.rules.uscc import LETTERS, check_character
from app.demo import words
from app.demo.bulk import Row
from app.demo.chance import chance, person_name, phone, pick, stable_id

PLACE = "370611"
PER_GRID = 6
# Registered by: commerce 91 and 92, public bodies 12, associations 52.
FIRST = {"shop": "92", "company": "91", "property": "91", "health": "91", "school": "12",
         "public": "11", "society": "52", "other": "91"}  # fmt: skip


def units(community_id: str, buildings: Sequence[Row], grids: int, today: date) -> Iterator[Row]:
    """About six units a grid, most of them shops; of every nine codes one is wrong."""
    rng = chance("units", community_id)
    sorts = [one.split() for one in words.UNITS]
    names = [(kind, first + last) for kind, last in sorts for first in words.UNIT_FIRST]
    rng.shuffle(names)
    for number, (kind, name) in enumerate(names[: PER_GRID * grids]):
        body = FIRST[kind] + PLACE + "".join(pick(rng, LETTERS) for _ in range(9))
        code = body + check_character(body)
        if number % 9 == 4:
            code = code[:-1] + LETTERS[(LETTERS.index(code[-1]) + 1) % len(LETTERS)]
        elif number % 9 == 7:
            code = "" if kind == "shop" else code[:15]
        home = pick(rng, buildings)
        street = kind == "shop" and rng.random() < 0.4
        yield {
            "id": stable_id(rng),
            "community_id": community_id,
            "building_id": home["id"],
            "name": name,
            "kind": kind,
            "uscc": code,
            "address": f"{home['estate']}沿街 {rng.randrange(1, 40)} 号" if street else "",
            "contact_name": person_name(rng),
            "contact_phone": phone(rng),
            "verified_on": today - timedelta(days=rng.randrange(130)),
            "closed_on": today - timedelta(days=30) if number % 20 == 19 else None,
        }
