"""Decisions about doors, files, consents and needs. Pure."""

from app.households.rules.doors import (
    DoorState,
    building_names,
    door_label,
    matches,
    natural,
    normalise,
    room_label,
    search_text,
)
from app.households.rules.fields import EDITABLE, FIELDS, FieldRule

__all__ = [
    "EDITABLE",
    "FIELDS",
    "DoorState",
    "FieldRule",
    "building_names",
    "door_label",
    "matches",
    "natural",
    "normalise",
    "room_label",
    "search_text",
]
