"""The steps that people take in a case, one function a verb (R111). Each raises `Refused`."""

import hashlib
import json
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any

from sqlmodel import Session

from app.cases.commands.taking import take
from app.cases.forms.steps import Finding, NoticeEntry, ReplyEntry, Source
from app.cases.models import CaseRecord, RecordKind
from app.cases.queries.due import still_so
from app.cases.queries.whole import Whole
from app.cases.rules.evidence import Fact, Kind, Rate
from app.cases.rules.measures import Measure
from app.cases.rules.steps import (
    Appeal,
    AppealDecision,
    Draw,
    Export,
    Extension,
    MeasureTaken,
    Notice,
    Reply,
    Role,
    Vote,
)
from app.cases.rules.written import NAMES, read_facts, said
from app.kit.clock import iso
from app.kit.ids import uuid7

FACT_KINDS = {RecordKind.WITNESS: Kind.WITNESS, RecordKind.DOCUMENT: Kind.DOCUMENT}
Sign = Callable[[bytes], str]


def notify(
    session: Session, whole: Whole, by: str, role: Role, entry: NoticeEntry,
    receipts: Sequence[str], draw: Draw | None, rate: Rate | None,
) -> Whole:  # fmt: skip
    """Tell the worker in writing what is said, and by what it is shown."""
    added = [_handed_in(whole, by, one.kind, one.source, one.words) for one in entry.extras]
    on = whole.facts.day(whole.file.happened_at)
    more = [
        Fact(row.id, FACT_KINDS[one.kind], one.source.person or row.id, on)
        for one, row in zip(entry.extras, added, strict=True)
    ]
    facts = (*still_so(session, read_facts(whole.file.subject)), *more)
    step = Notice(whole.now, by, role, facts, tuple(receipts), draw, rate)
    return take(session, whole, step, added)


def _handed_in(
    whole: Whole, by: str, kind: RecordKind, source: Source, words: str = ""
) -> CaseRecord:
    """Whose word it is stands here alone, so that an outsider's name can be erased."""
    return CaseRecord(
        id=uuid7(), community_id=whole.file.community_id, case_id=whole.file.id, kind=kind.value,
        source=source.person or source.name, words=words, by=by, at=whole.now,
    )  # fmt: skip


def extend(session: Session, whole: Whole, by: str, role: Role) -> Whole:
    """More time to reply; it is given, once."""
    return take(session, whole, Extension(whole.now, by, role))


def reply(
    session: Session, whole: Whole, by: str, role: Role, entry: ReplyEntry,
    photos: Sequence[bytes],
) -> Whole:  # fmt: skip
    """The worker's word, with photos and a witness if they like."""
    records = [
        CaseRecord(
            id=uuid7(), community_id=whole.file.community_id, case_id=whole.file.id,
            kind=RecordKind.PHOTO.value, photo=content, by=by, at=whole.now,
        )
        for content in photos
    ]  # fmt: skip
    ids, witness = tuple(one.id for one in records), ""
    if entry.witness is not None:
        named = _handed_in(whole, by, RecordKind.WITNESS, entry.witness)
        records, witness = [*records, named], entry.witness.person or named.id
    step = Reply(whole.now, by, role, entry.words, ids, witness)
    return take(session, whole, step, records)


def vote(session: Session, whole: Whole, by: str, role: Role, found: Finding) -> Whole:
    """What one of the panel finds."""
    return take(session, whole, Vote(whole.now, by, role, found.upto, found.reasons))


def measure(session: Session, whole: Whole, by: str, role: Role, level: Measure) -> Whole:
    """The measure, which has no effect before the time for an appeal is over."""
    return take(session, whole, MeasureTaken(whole.now, by, role, level))


def appeal(session: Session, whole: Whole, by: str, role: Role, words: str) -> Whole:
    """The worker does not accept the measure."""
    return take(session, whole, Appeal(whole.now, by, role, words))


def decide_appeal(session: Session, whole: Whole, by: str, role: Role, found: Finding) -> Whole:
    """What is left of the measure: the same, something lighter, or nothing."""
    return take(session, whole, AppealDecision(whole.now, by, role, found.upto, found.reasons))


def export(session: Session, whole: Whole, by: str, role: Role, sign: Sign) -> Whole:
    """Sign the recommendation. What the employer does with it is not decided here."""
    content = file_of(whole)
    digest = hashlib.sha256(content).hexdigest()
    return take(session, whole, Export(whole.now, by, role, digest, sign(content)))


def file_of(whole: Whole) -> bytes:
    """The file of a recommendation, byte for byte: the case up to its signing."""
    steps: list[dict[str, Any]] = [
        {
            "kind": NAMES[type(one)],
            "at": iso(one.at),
            "by": one.by,
            "role": one.role.value,
            "said": said(one),
        }
        for one in takewhile(lambda one: not isinstance(one, Export), whole.steps)
    ]
    content = {
        "v": "case/v1",
        "case": whole.file.id,
        "community": whole.file.community_id,
        "worker": whole.file.worker_id,
        "subject": whole.file.subject,
        "steps": steps,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
