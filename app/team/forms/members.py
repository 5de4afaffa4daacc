"""What is typed about the team of a grid."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.households.models import Channel
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.team.models import Organisation
from app.team.rules.coverage import Terms

MOST_BUILDINGS = 50


@dataclass(frozen=True, slots=True)
class MemberEntry:
    """Somebody who helps, with what they agreed to and how."""

    grid_id: str
    name: str
    phone: str
    organisation: Organisation
    workplace: str
    agent: bool
    since: date
    channel: Channel


def parse_member(fields: Fields, grids: Collection[str], today: date) -> MemberEntry | Refusal:
    """Somebody who agreed to be named; nobody is named without that (row R40)."""
    read = Reader(fields)
    grid, name = read.raw("grid"), read.text("chief", 40, required=True)
    if grid not in grids:
        read.fail("grid", Message("请选择网格"))
    phone = read.text("phone", 20, required=True)
    if any(sign not in "0123456789+- " for sign in phone):
        read.fail("phone", Message("电话只能有数字"))
    organisation = read.choice("organisation", Organisation)
    workplace, agent = read.text("workplace", 60), read.flag("agent")
    since = read.date("since") or today
    if since > today:
        read.fail("since", Message("不能晚于今天"))
    channel = read.choice("channel", Channel, required=False) or Channel.DOOR
    if not read.flag("agreed"):
        read.fail("agreed", Message("本人同意才能登记"))
    if read.errors or organisation is None:
        return Refusal(read.errors)
    return MemberEntry(grid, name, phone, organisation, workplace, agent, since, channel)


@dataclass(frozen=True, slots=True)
class EndingEntry:
    """Why somebody helps no more; `forget`: they take back that they may be named."""

    reason: str
    forget: bool


def parse_ending(fields: Fields) -> EndingEntry | Refusal:
    """A reason; the name goes when they want it."""
    read = Reader(fields)
    reason = read.text("ended_reason", 200, required=True)
    return read.refusal() or EndingEntry(reason, read.flag("forget"))


def parse_buildings(fields: Fields, buildings: Collection[str]) -> frozenset[str] | Refusal:
    """For which buildings of the grid an agent answers."""
    read = Reader(fields)
    chosen = read.texts("buildings", 36, MOST_BUILDINGS)
    if not set(chosen) <= set(buildings):
        read.fail("buildings", Message("有不认识的选项"))
    return read.refusal() or frozenset(chosen)


def parse_terms(fields: Fields) -> Terms | Refusal:
    """What a community asks of its grids (row R41)."""
    read = Reader(fields)
    agents = read.number("agents", 1, 20, required=True)
    least = read.number("buildings_least", 1, 50, required=True)
    most = read.number("buildings_most", 1, 50, required=True)
    if least and most and least > most:
        read.fail("buildings_most", Message("不能比最少的还少"))
    if read.errors or agents is None or least is None or most is None:
        return Refusal(read.errors)
    return Terms(agents, least, most)


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """What a member is asked to do, and until when."""

    member_id: str
    text: str
    due_on: date | None


def parse_task(fields: Fields, members: Collection[str], today: date) -> TaskEntry | Refusal:
    """One of the members whom this person may give something to (row R40)."""
    read = Reader(fields)
    member = read.raw("team_member")
    if member not in members:
        read.fail("team_member", Message("请选择一个人"))
    text, due_on = read.text("task", 200, required=True), read.date("due_on")
    if due_on is not None and due_on < today:
        read.fail("due_on", Message("不能早于今天"))
    return read.refusal() or TaskEntry(member, text, due_on)
