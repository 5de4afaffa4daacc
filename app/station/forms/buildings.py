"""What a head types about buildings and their doors."""

from dataclasses import dataclass

from app.kit.forms import Fields, Reader, Refusal, finite
from app.kit.i18n import Message
from app.station.rules.doors import MOST_DOORS, Doors, door_names


@dataclass(frozen=True, slots=True)
class BuildingEntry:
    """A building as typed."""

    estate: str
    number: str
    lane: str
    place: int
    lat: float | None
    lon: float | None


def parse_building(fields: Fields) -> BuildingEntry | Refusal:
    """A building; it stands in an estate or in a lane."""
    reader = Reader(fields)
    estate, lane = reader.text("estate", 40), reader.text("lane", 40)
    number = reader.text("number", 20, required=True)
    place = reader.number("place", 0, 99_999)
    if not estate and not lane:
        reader.fail("estate", Message("小区和街巷至少填一个"))
    lat, lon = _degrees(reader, "lat", 90), _degrees(reader, "lon", 180)
    if (lat is None) != (lon is None):
        reader.fail("lon" if lon is None else "lat", Message("经度和纬度要一起填"))
    if reader.errors:
        return Refusal(reader.errors)
    return BuildingEntry(estate, number, lane, place or 0, lat, lon)


def _degrees(reader: Reader, name: str, most: int) -> float | None:
    text = reader.text(name, 20)
    if not text:
        return None
    found = finite([text])
    if found is None or abs(found[0]) > most:
        reader.fail(name, Message("应是 -{most} 到 {most} 之间的度数", most=most))
        return None
    return round(found[0], 6)


def parse_doors(fields: Fields) -> list[tuple[str, str]] | Refusal:
    """Entrances × floors × rooms as doors (row R10)."""
    reader = Reader(fields)
    entrances = reader.number("entrances", 0, 40, required=True)
    first = reader.number("first_floor", -3, 99, required=True)
    floors = reader.number("floors", 1, 99, required=True)
    rooms = reader.number("rooms", 1, 40, required=True)
    if entrances is None or first is None or floors is None or rooms is None:
        return Refusal(reader.errors)
    if max(1, entrances) * floors * rooms > MOST_DOORS:
        reader.fail("floors", Message("一次最多 {most} 个门", most=MOST_DOORS))
        return Refusal(reader.errors)
    return door_names(Doors(entrances, first, floors, rooms))
