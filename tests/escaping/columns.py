"""Every column of the one window that holds text: what is a code and never anybody's words, and
what is nowhere shown. A new column is neither, and stands in a page before the test is green."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, Column, String
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from app.matters.erasing import WORDS
from app.schema import import_models

SLICES = (
    "app.matters.", "app.hotline.", "app.catalogue.", "app.referrals.", "app.team.",
    "app.handbook.",
)  # fmt: skip
MORE = {"breach_report"}
# Codes, digests, numbers: the program writes them, or a choice of a list; no form takes words.
CODES = frozenset(
    """
    admission.decision department.kind hall_windows.preset item_use.promised
    item_version.agency item_version.category item_version.chain_code item_version.channels
    item_version.initials item_version.level item_version.promised item_version.sample_fields
    item_version.state item_version.statutory knowledge_case.state matter.agency
    matter.category matter.channel matter.device_id matter.flow matter.follow_code
    matter.handling matter.limit_unit matter.number matter.problem matter.stage matter.way
    matter_paper.kind matter_paper.sha256 matter_passed.answer matter_photo.refused
    matter_photo.sha256 matter_photo.stored matter_step.by matter_step.kind matter_step.role
    month_close.csv_sha256 month_close.month month_close.xlsx_sha256 opinion.line
    register_entry.channel register_entry.help register_entry.kind register_entry.problem
    review_chain.code rule_reading.code rule_version.code service_item.code
    team_member.consent_channel team_member.organisation ticket_file.faults ticket_file.sha256
    ticket_file.state utility_review.utility
    """.split()  # noqa: SIM905  a list this long is read as words
)
# Parts of JSON that are codes.
KEYS = {"owner", "unit", "amount", "needed", "copies", "sent_at", "due_at", "number"}
# Steps whose words the program writes itself, or that are read by their kind alone.
SAID = WORDS | {"steps", "hours"}


def columns() -> Iterator[Column[Any]]:
    """The columns that hold what somebody wrote."""
    import_models()
    for mapper in SQLModel._sa_registry.mappers:
        table = mapper.local_table
        if not mapper.class_.__module__.startswith(SLICES) and table.name not in MORE:
            continue
        for column in table.columns:
            text = isinstance(column.type, JSON | String | AutoString)
            if (
                text
                and not column.foreign_keys
                and not (column.primary_key and column.name == "id")
            ):
                yield column


def words() -> list[Column[Any]]:
    """Those of them that are nobody's codes, in a fixed order."""
    found = {str(one): one for one in columns() if str(one) not in CODES}
    return [found[name] for name in sorted(found)]


def filled(value: Any, payload: str, said: bool = False) -> Any:
    """A JSON value with `payload` for every text in it that is somebody's words."""
    if isinstance(value, str):
        return payload
    if isinstance(value, list):
        return [filled(one, payload) for one in value]
    if isinstance(value, Mapping):
        return {
            key: one if key in KEYS or (said and key not in SAID) else filled(one, payload)
            for key, one in value.items()
        }
    return value
