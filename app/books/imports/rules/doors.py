"""Buildings and doors as others write them: 12#, 12栋, 十二号楼, 银河花园12号楼1单元501室. Pure."""

import re
from functools import lru_cache
from typing import NamedTuple

from app.books.imports.rules.text import numeral
from app.households.rules import normalise

BUILDING_END = re.compile(r"(号楼|栋|幢|座|号|#|楼)+$")
ENTRANCE_END = re.compile(r"(单元|门洞|门|梯)$")
ROOM_END = re.compile(r"(室|号房|房间|房|号|户)$")
ZEROS = re.compile(r"^0+(?=\d)")
ADDRESS = re.compile(
    r"(?P<estate>.*?)"
    r"(?P<building>[0-9A-Za-z]{1,6}(?:号楼|栋|幢|座|#楼?)|[一二三四五六七八九十百]{1,4}(?:号楼|栋|幢|座))"
    r"[-—\s]*(?:(?P<entrance>[0-9A-Za-z一二三四五六七八九十]{1,4})(?:单元|门)[-—\s]*)?"
    r"(?P<room>[0-9A-Za-z]{1,8})(?:室|号|房|户)?"
)
SHORT = re.compile(
    r"(?P<estate>\D*?)(?P<building>\d{1,3})[-—](?:(?P<entrance>\d{1,2})[-—])?(?P<room>\d{2,5})"
)


class Address(NamedTuple):
    """An address taken apart; "" where it does not say."""

    estate: str
    building: str
    entrance: str
    room: str


@lru_cache(maxsize=8192)
def building_key(number: str) -> str:
    """What makes two spellings of a building the same: 12, 12#, 012栋 and 十二号楼 are one."""
    bare = normalise(BUILDING_END.sub("", number.strip())) or normalise(number)
    value = numeral(bare)
    return str(value) if value is not None else ZEROS.sub("", bare)


@lru_cache(maxsize=1024)
def estate_key(estate: str) -> str:
    """What makes two spellings of an estate the same."""
    return normalise(estate)


def building_name(number: str) -> str:
    """A new building as it will be called: a bare number becomes 12号楼."""
    bare = number.strip().removesuffix("#")
    return f"{int(bare)}号楼" if bare.isdecimal() else number.strip()


def entrance_name(text: str) -> str:
    """The entrance alone: 1单元, 01 and 一单元 are 1."""
    bare = ENTRANCE_END.sub("", text.strip())
    value = numeral(bare) if bare else None
    return str(value) if value is not None else bare


def room_name(text: str) -> str:
    """The room alone: 501室 is 501. Leading zeros stay: 0101 is how it is painted."""
    return ROOM_END.sub("", text.strip())


@lru_cache(maxsize=1024)
def split_address(text: str) -> Address | None:
    """An address in one cell taken apart, or None when it is not understood."""
    found = ADDRESS.fullmatch(text) or SHORT.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    return Address(
        (parts["estate"] or "").strip(" -—"), parts["building"], parts["entrance"] or "",
        parts["room"],
    )  # fmt: skip
