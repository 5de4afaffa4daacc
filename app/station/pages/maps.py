"""A drawing of buildings and outlines, made on the server: no tiles, nothing fetched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.station.queries.buildings import BuildingRow
from app.station.rules.outline import HEIGHT, WIDTH, Frame, Point, frame

COLOURS = 8


@dataclass(slots=True)
class Shape:
    """A grid on the drawing: its outline, its buildings, and where its number stands."""

    number: int
    colour: int
    ring: str = ""
    dots: list[tuple[float, float, str]] = field(default_factory=list)
    label: Point | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing in units of its view box."""

    shapes: list[Shape]
    loose: list[tuple[float, float, str]]
    frame: Frame
    width: int = WIDTH
    height: int = HEIGHT


def map_of(
    buildings: Sequence[BuildingRow],
    grid_of: Mapping[str, str],
    grids: Iterable[tuple[str, int, Sequence[Sequence[float]]]],
) -> Map | None:
    """The drawing; None while no building has a place on the earth."""
    known = [(one, one.point) for one in buildings]
    drawn = frame(point for _, point in known if point)
    if drawn is None:
        return None
    shapes: dict[str, Shape] = {}
    for place, (grid_id, number, outline) in enumerate(grids):
        ring = " ".join("{},{}".format(*drawn.place((lon, lat))) for lon, lat in outline)
        shapes[grid_id] = Shape(number, place % COLOURS, ring)
    loose: list[tuple[float, float, str]] = []
    for one, point in known:
        if point is None:
            continue
        shape = shapes.get(grid_of.get(one.id, ""))
        dots = shape.dots if shape else loose
        dots.append((*drawn.place(point), one.name))
    for shape in shapes.values():
        if shape.dots:
            count = len(shape.dots)
            x, y = sum(dot[0] for dot in shape.dots), sum(dot[1] for dot in shape.dots)
            shape.label = round(x / count, 1), round(y / count, 1)
    return Map(list(shapes.values()), loose, drawn)
