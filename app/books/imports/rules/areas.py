"""The tree that division codes make: 4 digits a city, 6 a district, 9 a street, 12. Pure."""

import re

from app.org.models import AreaLevel

COMMITTEE = re.compile(r"(居委会|居民委员会)$")


def level_of(code: str) -> AreaLevel:
    """The level of a padded code. Provinces are no level of ours."""
    if code[9:] != "000":
        return AreaLevel.COMMUNITY
    if code[6:9] != "000":
        return AreaLevel.STREET
    return AreaLevel.DISTRICT if code[4:6] != "00" else AreaLevel.CITY


def parent_of(code: str) -> str | None:
    """The code one level up; None for a city (the tree begins there)."""
    match level_of(code):
        case AreaLevel.COMMUNITY:
            return code[:9] + "000"
        case AreaLevel.STREET:
            return code[:6] + "000000"
        case AreaLevel.DISTRICT:
            return code[:4] + "00000000"
    return None


def below(code: str, area: str) -> bool:
    """Whether a division is an area or lies in it."""
    digits = {AreaLevel.CITY: 4, AreaLevel.DISTRICT: 6, AreaLevel.STREET: 9}
    return code.startswith(area[: digits.get(level_of(area), 12)])


def community_name(name: str) -> str:
    """What people call a community: 银河社区 of 银河社区居委会; 南关居委会 stays as it is."""
    short = COMMITTEE.sub("", name)
    return short if re.search(r"社区$", short) else name
