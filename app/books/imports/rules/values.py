"""Numbers, telephones, days and codes as others write them. Pure: today is an argument."""

import re
from datetime import date, timedelta

from app.books.imports.rules.fields import CONTACT_BY
from app.books.imports.rules.text import numeral
from app.kit.i18n import Message

MOST_PEOPLE, MOST_GRID = 30, 999
PEOPLE_END = re.compile(r"(口人|人|口|个)$")
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3})?[2-9]\d{6,7}(-\d{1,6})?|400\d{7}|1\d{4}")
EXTENSION = re.compile(r"[2-9]\d{6,7}-\d{1,6}")
SEVERAL = re.compile(r"[/、,，;；]|\d{7,}\s+\d{7,}")
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"\d{5}(\.\d+)?")
# Day 0 of spreadsheets, which take 1900 for a leap year.
SERIAL_START = date(1899, 12, 30)
EARLIEST = date(1900, 1, 1)
GRID = re.compile(r"\D*?(\d{1,3})\D*|第?([一二三四五六七八九十百]+)号?(?:责任)?(?:网格|格)?")
CODE = re.compile(r"\d{6}|\d{9}|\d{12}")


class Bad(ValueError):
    """A cell that cannot be used, and why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.msgid)


def people(text: str) -> int | None:
    """How many live there: 3, 3人, 三口人."""
    if not text:
        return None
    bare = PEOPLE_END.sub("", text).strip()
    value = numeral(bare) if bare else None
    if value is None:
        raise Bad(Message("人数应是数字"))
    if value > MOST_PEOPLE:
        raise Bad(Message("人数应在 0 到 {most} 之间", most=MOST_PEOPLE))
    return value


def phone(text: str) -> str:
    """A telephone number with digits alone (and a dash before an extension)."""
    if not text:
        return ""
    if SCIENTIFIC.fullmatch(text):
        raise Bad(Message("号码被表格软件改成了科学计数，请按文本重新填写"))
    bare = str(re.sub(r"[\s()（）]", "", text)).removeprefix("+86")
    bare = bare if EXTENSION.fullmatch(bare) else bare.replace("-", "")
    if MOBILE.fullmatch(bare) or LANDLINE.fullmatch(bare):
        return bare
    if SEVERAL.search(text):
        raise Bad(Message("一格里只能有一个电话"))
    raise Bad(Message("电话号码不对"))


def contact_by(text: str) -> str:
    """How they want to be reached: door, phone or message; "" when nothing is said."""
    if not text:
        return ""
    found = CONTACT_BY.get(text.casefold())
    if found is None:
        raise Bad(Message("应写上门、电话或短信"))
    return found


def day(text: str, today: date) -> date | None:
    """A calendar day, also as a spreadsheet's serial number; never in the future."""
    if not text:
        return None
    try:
        found = _day(text)
    except (ValueError, OverflowError):
        found = None
    if found is None or found < EARLIEST:
        raise Bad(Message("日期应写成 2026-01-31 的样子"))
    if found > today:
        raise Bad(Message("日期在今天以后"))
    return found


def _day(text: str) -> date | None:
    if found := DAY.fullmatch(text):
        year, month, last = (part for part in found.groups() if part)
        return date(int(year), int(month), int(last))
    if SERIAL.fullmatch(text):
        return SERIAL_START + timedelta(days=int(float(text)))
    return None


def grid(text: str) -> int | None:
    """The number of a grid: 3, 03网格, 第三网格."""
    if not text:
        return None
    found = GRID.fullmatch(text)
    value = numeral(found[1] or found[2]) if found else None
    if value is None or not 1 <= value <= MOST_GRID:
        raise Bad(Message("网格应写编号，如 03"))
    return value


def area_code(text: str) -> str:
    """A division code of 6, 9 or 12 digits, padded to 12."""
    if not CODE.fullmatch(text):
        raise Bad(Message("区划代码应是 6、9 或 12 位数字"))
    return text.ljust(12, "0")
