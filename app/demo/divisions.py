"""The real streets and urban committees of Fushan district (data/SOURCES.md)."""

import csv
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("data") / "fushan_divisions_2016.csv"
DISTRICT = "370611000000"
# The city that it lies in, by the same codes; the file begins with the district.
CITY, CITY_NAME = "370600000000", "烟台市"
# 银河社区居委会, in 清洋街道: the community of the cast.
HOME = "370611001032"
# The third group of a code: 001-199 is an urban residents' committee, 200-399 a villagers' one.
URBAN = range(1, 200)


@dataclass(frozen=True, slots=True)
class Division:
    """One row of the source: a district, street or committee."""

    code: str
    name: str
    parent: str

    @property
    def community_name(self) -> str:
        """What people call the community: 银河社区 of 银河社区居委会; 南关居委会 stays as it is."""
        short = self.name.removesuffix("居委会")
        return short if short.endswith("社区") else self.name


def divisions() -> list[Division]:
    """Every row of the file, in the order of the codes."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [Division(row["code"], row["name"], row["parent"]) for row in csv.DictReader(file)]
    return sorted(rows, key=lambda row: row.code)


def streets() -> list[Division]:
    """The streets and towns of the district."""
    return [row for row in divisions() if row.parent == DISTRICT]


def committees() -> list[Division]:
    """The urban residents' committees of the district, 60 of them."""
    return [row for row in divisions() if int(row.code[9:]) in URBAN]
