"""What the day keeps: touches and decisions, rosters, leave, and what was told to whom."""

from app.attendance.models.leave import CalendarDay, Feed, Leave, LeaveState, NationalYear
from app.attendance.models.push import PushSubscription
from app.attendance.models.rosters import (
    HotlineDuty,
    Pairing,
    PairNote,
    RosterShift,
    RosterState,
    RosterWeek,
    Skill,
    Swap,
    SwapState,
)
from app.attendance.models.told import Told
from app.attendance.models.touches import Decided, Decision, Place, Terms, Touch

__all__ = [
    "CalendarDay",
    "Decided",
    "Decision",
    "Feed",
    "HotlineDuty",
    "Leave",
    "LeaveState",
    "NationalYear",
    "PairNote",
    "Pairing",
    "Place",
    "PushSubscription",
    "RosterShift",
    "RosterState",
    "RosterWeek",
    "Skill",
    "Swap",
    "SwapState",
    "Terms",
    "Told",
    "Touch",
]
