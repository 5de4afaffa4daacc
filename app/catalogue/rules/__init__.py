"""Decisions about items: what they are, when they hold, how they are found. Pure."""

from app.catalogue.rules.items import (
    GUIDE_FIELDS,
    Agency,
    DutyLine,
    Level,
    Limit,
    Unit,
    missing,
)

__all__ = ["GUIDE_FIELDS", "Agency", "DutyLine", "Level", "Limit", "Unit", "missing"]
