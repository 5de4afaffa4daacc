"""How something reached the station, and what kind of thing it is. Pure."""

from enum import StrEnum


class Source(StrEnum):
    """The ways in, which all end in one register (row R144). Those of a matter are called as its
    channels are (matters/rules/stages.py); at a meeting several things may come up."""

    PHONE = "phone"
    VISIT = "visit"
    WINDOW = "window"
    PORTAL = "portal"
    LETTER_BOX = "letter_box"
    HOTLINE_12345 = "12345"
    PATROL = "patrol"
    MEETING = "meeting"


WRITTEN_HERE = (
    Source.PHONE, Source.LETTER_BOX, Source.PORTAL, Source.WINDOW, Source.MEETING,
)  # fmt: skip
"""What is entered by hand in the register; visits, patrols and tickets have their own ways."""


class Kind(StrEnum):
    """What it is about, as it is counted (row R93): 咨询、服务申请、问题、家庭矛盾、贵重失物."""

    QUESTION = "question"
    SERVICE = "service"
    PROBLEM = "problem"
    DISPUTE = "dispute"
    LOST = "lost"


class Help(StrEnum):
    """Help at home, of three kinds (row R106): 上门、预约、呼叫."""

    VISIT = "visit"
    APPOINTMENT = "appointment"
    CALL = "call"


class Duty(StrEnum):
    """The three duties of whoever takes a call (row R100): 直接解答、引导办理、认真记录."""

    ANSWERED = "answered"
    GUIDED = "guided"
    RECORDED = "recorded"


def kind_of(flow: str, item: bool, said: str = "") -> Kind:
    """What a matter counts as: what was said of the call that brought it; else a dispute by its
    flow, a request for a service by its item, and any other a problem."""
    if said:
        return Kind(said)
    if flow == "dispute":
        return Kind.DISPUTE
    return Kind.SERVICE if item else Kind.PROBLEM
