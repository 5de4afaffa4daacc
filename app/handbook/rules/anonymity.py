"""Whether somebody could be recognised in a text: by name, telephone, number or door (row R92).

Pure, and careful: what looks like a telephone or a door is refused even where nobody knows whose.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Trace(StrEnum):
    """By what somebody can be recognised."""

    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    DOOR = "door"


@dataclass(frozen=True, slots=True)
class Known:
    """What the matter knows of people: names and telephones as they were typed, doors as people
    say them."""

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    doors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, as it stands in the text."""

    trace: Trace
    said: str


SHORTEST_NAME, SHORTEST_PHONE = 2, 7
# What is written where a name could stand, and names nobody.
NOBODY = re.compile(
    "本人|居民|住户|户主|家属|家人|租客|申请人|当事人|双方|邻居|儿子|女儿|老伴|父亲|母亲|丈夫|妻子"
)
# Between the digits of a number as people write it.
GAP = r"[\s\-–—.·()（）]*"
ID_NUMBER = re.compile(rf"(?<!\d)(?:\d{GAP}){{17}}[\dXx](?!\d)")
MOBILE = re.compile(rf"(?<!\d)1{GAP}[3-9](?:{GAP}\d){{9}}(?!\d)")
LANDLINE = re.compile(rf"(?<!\d)0\d{{2,3}}{GAP}\d(?:{GAP}\d){{6,7}}(?!\d)")
DOOR = re.compile(
    r"(?<![\d-])\d{1,4}-\d{1,3}-\d{1,4}(?![\d-])|"
    r"[0-9A-Za-z]{1,5}\s*(?:号楼|栋|幢|单元|室)|\d{1,4}\s*号\s*\d{1,4}\s*(?:户|房)"
)
# Behind a family name it is as good as the name.
POLITE = re.compile(
    "先生|女士|小姐|大爷|大妈|大叔|大婶|大姐|大哥|阿姨|叔叔|奶奶|爷爷|师傅|老师|老人|老太|老伯|同志"
)
HAN = re.compile("[\u4e00-\u9fff]")


def plain(text: str) -> str:
    """A text with one shape for each sign: full width and compatible signs as the plain ones."""
    return unicodedata.normalize("NFKC", text)


def traces(text: str, known: Known) -> list[Found]:
    """Everything by which somebody could be recognised in `text`, each once, in its order."""
    said = plain(text)
    found = [*_numbers(said), *_doors(said, known.doors), *_names(said, known.names)]
    found += _phones(said, known.phones)
    return list(dict.fromkeys(found))


def _numbers(said: str) -> Iterable[Found]:
    ids = [one.group() for one in ID_NUMBER.finditer(said)]
    yield from (Found(Trace.ID_NUMBER, one) for one in ids)
    for pattern in (MOBILE, LANDLINE):
        yield from (Found(Trace.PHONE, one.group()) for one in pattern.finditer(said))


def _doors(said: str, doors: Iterable[str]) -> Iterable[Found]:
    yield from (Found(Trace.DOOR, one.group()) for one in DOOR.finditer(said))
    squeezed = _squeezed(said)
    for door in sorted(doors):
        whole = _squeezed(plain(door))
        if whole and whole in squeezed:
            yield Found(Trace.DOOR, door)


def _names(said: str, names: Iterable[str]) -> Iterable[Found]:
    squeezed = _squeezed(said).casefold()
    for name in sorted(names):
        whole = _squeezed(plain(name)).casefold()
        if len(whole) < SHORTEST_NAME or NOBODY.fullmatch(whole):
            continue
        if whole in squeezed:
            yield Found(Trace.NAME, name)
        elif HAN.match(whole) and (polite := _politely(squeezed, whole[0])):
            yield Found(Trace.NAME, polite)


def _politely(squeezed: str, family: str) -> str:
    """A family name with a word of respect, "" without one."""
    for place, sign in enumerate(squeezed):
        if sign == family and (found := POLITE.match(squeezed, place + 1)):
            return family + found.group()
    return ""


def _phones(said: str, phones: Iterable[str]) -> Iterable[Found]:
    digits = re.sub(GAP, "", said)
    for phone in sorted(phones):
        whole = re.sub(r"\D", "", plain(phone))
        if len(whole) >= SHORTEST_PHONE and whole in digits:
            yield Found(Trace.PHONE, phone)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
