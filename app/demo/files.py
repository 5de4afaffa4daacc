"""What stands behind the demo's homes: consents, corrections, a household that moved out."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.demo.bulk import Row
from app.demo.chance import SEED, chance, pick, stable_id
from app.households.models import Channel, CorrectionState
from app.households.rules.consents import ConsentFor, Giver, current
from app.households.rules.needs import CODE_LENGTH, CODE_LETTERS, service_code

# Of ten files seven were verified in the last five months; the rest nobody has looked at.
VERIFIED, VERIFIED_DAYS = 0.7, 150
GIVERS = [Giver.HOUSEHOLDER.value] * 6 + [Giver.FAMILY.value] * 3 + [Giver.TENANT.value]
CHANNELS = [Channel.DOOR.value] * 7 + [Channel.HALL.value] * 2 + [Channel.PAPER.value]
# How many days the corrections of a community wait: one is overdue.
AGES = (0, 2, 4, 9)
WHY = ("上门时住户说的", "邻居来电告知，请核对", "住户电话里说的", "门口快递单上看到，未问本人")
ANSWERS = ("", "电话与原来相同，请再问一次")
MOVED_OUT_DAYS = 40


def verify(households: list[Row], grid_id: str, today: date) -> None:
    """Say of most homes when they were last looked at."""
    rng = chance("verified", grid_id)
    for home in households:
        looked = rng.random() < VERIFIED
        day = today - timedelta(days=rng.randrange(VERIFIED_DAYS))
        home["verified_on"] = day if looked else None  # type: ignore[index]


def twin(households: list[Row]) -> None:
    """Two neighbours of this list left the same phone: a duplicate, or a family."""
    given = [home for home in households if home["contact_phone"]]
    given[7]["contact_phone"] = given[6]["contact_phone"]  # type: ignore[index]
    given[7]["contact_name"] = given[6]["contact_name"]  # type: ignore[index]


def codes() -> Iterator[str]:
    """Service codes, no two alike."""
    rng, given = random.Random(f"{SEED}:codes"), set[str]()
    while True:
        code = service_code([rng.randrange(len(CODE_LETTERS)) for _ in range(CODE_LENGTH)])
        if code not in given:
            given.add(code)
            yield code


def contact_consents(
    grid_id: str, households: list[Row], taken_by: str, since: datetime
) -> Iterator[Row]:
    """The consent of every household that left a contact."""
    rng = chance("consents", grid_id)
    for home in households:
        if home["contact_phone"]:
            at = since + timedelta(minutes=rng.randrange(200_000))
            yield _consent(rng, home, ConsentFor.CONTACT, at, taken_by)


def need_consents(needs: list[Row], taken_by: str) -> Iterator[Row]:
    """The consent behind every need, under the id that the need names."""
    for need in needs:
        rng = chance("need consent", need["id"])
        row = _consent(rng, need, ConsentFor.NEED, need["consent_at"], taken_by)
        gone = need["withdrawn_at"]
        if gone:
            row |= {  # type: ignore[operator]
                "withdrawn_at": gone,
                "withdrawn_by": taken_by,
                "withdrawn_channel": Channel.DOOR.value,
            }
        yield {**row, "id": need["consent_id"], "household_id": need["household_id"]}


def _consent(
    rng: random.Random, home: Row, purpose: ConsentFor, at: datetime, taken_by: str
) -> Row:
    return {
        "id": stable_id(rng, int(at.timestamp() * 1000)),
        "community_id": home["community_id"],
        "household_id": home["id"],
        "purpose": purpose.value,
        "text_version": current(purpose).version,
        "giver": pick(rng, GIVERS),
        "channel": pick(rng, CHANNELS),
        "at": at,
        "taken_by": taken_by,
        "withdrawn_at": None,
        "withdrawn_by": None,
        "withdrawn_channel": "",
    }


def corrections(
    grid_id: str, number: int, households: list[Row], author: str, steward: str, now: datetime
) -> Iterator[Row]:
    """One correction that waits in each of four grids; in the third also two that were decided."""
    if not 2 <= number < 2 + len(AGES):
        return
    rng = chance("file corrections", grid_id)
    age = timedelta(days=AGES[number - 2], hours=1 + number)
    made = [(now - age, None, CorrectionState.OPEN, "")]
    if number == 3:
        decided = now - timedelta(hours=20)
        states = (CorrectionState.ACCEPTED, CorrectionState.RETURNED)
        earlier = [(now - timedelta(days=3 + n), decided, states[n], ANSWERS[n]) for n in (0, 1)]
        made += earlier  # type: ignore[arg-type]
    homes = rng.sample([home for home in households if home["people"]], len(made))
    for (at, decided_at, state, answer), home in zip(made, homes, strict=True):
        yield {
            "id": stable_id(rng, int(at.timestamp() * 1000)),
            "community_id": home["community_id"],
            "household_id": home["id"],
            "fields": {"people": str(home["people"] + (state is not CorrectionState.ACCEPTED))},
            "reason": pick(rng, WHY),
            "author_id": author,
            "made_at": at,
            "received_at": at,
            "state": state.value,
            "decided_by": steward if decided_at else None,
            "decided_at": decided_at,
            "answer": answer,
        }


def moved_out(households: list[Row], grid_id: str, today: date) -> Iterator[Row]:
    """Who lived at the grid's first door before; their file is closed."""
    rng = chance("moved out", grid_id)
    home = households[0]
    yield {
        **home,
        "id": stable_id(rng),
        "contact_name": "",
        "contact_phone": "",
        "verified_on": None,
        "moved_out_on": today - timedelta(days=MOVED_OUT_DAYS),
    }


def moved_note(row: Row, by: str, label: str) -> Row:
    """The line in the history of a closed file."""
    at = datetime.combine(row["moved_out_on"], datetime.min.time()).astimezone()
    return {
        "id": stable_id(chance("moved note", row["id"])),
        "community_id": row["community_id"],
        "household_id": row["id"],
        "field": "moved",
        "old": label,
        "new": "",
        "by": by,
        "at": at,
        "reason": "邻居说的，屋里已空",
        "source": "move_out",
    }
