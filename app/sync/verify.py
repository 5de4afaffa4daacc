"""`qiaomen verify-log`: is the record what it was when it was written?

Walks the chain of each community, recomputes every link and every payload that is still kept,
holds the received envelopes against it in both directions, then the chain against its checkpoints,
and last what other slices keep against what the chain says of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from app.kit.audit import AuditEvent, AuditHead
from app.kit.clock import iso
from app.kit.held import Fault, RowVerifier
from app.sync.checkpoints import Kept
from app.sync.links import Walk, surplus, unlinked

__all__ = ["Fault", "Sound", "verify"]


@dataclass(frozen=True, slots=True)
class Sound:
    """A chain with nothing wrong, its length, and the length that its checkpoints prove: what
    stands after that could have been cut off unseen."""

    community: str
    events: int
    proved: int = 0


def verify(
    session: Session,
    community: str | None = None,
    kept: Iterable[Kept] = (),
    rows: Sequence[RowVerifier] = (),
) -> Iterator[Fault | Sound]:
    """A finding for each chain, in the order of their ids."""
    heads = session.exec(select(AuditHead).order_by(AuditHead.community_id)).all()
    known = {head.community_id: head for head in heads}
    by_chain: dict[str, list[Kept]] = {}
    for one in kept:
        by_chain.setdefault(one.checkpoint.community, []).append(one)
    for lost in _lost(session, set(by_chain), set(known)):
        yield Fault(lost, 1, "the chain has lost its head")
    for head in heads:
        if community in (None, head.community_id):
            yield _verify_one(session, head, by_chain.get(head.community_id, []), rows)


def _lost(session: Session, named: set[str], heads: set[str]) -> list[str]:
    """Chains that have events or checkpoints and no head."""
    return sorted((named | set(session.exec(select(AuditEvent.community_id).distinct()))) - heads)


def _verify_one(
    session: Session, head: AuditHead, kept: Sequence[Kept], rows: Sequence[RowVerifier]
) -> Fault | Sound:
    community = head.community_id
    walk = Walk(session, community, {one.checkpoint.size for one in kept})
    proved = 0
    found = [walk.go(head)]
    try:
        proved = _proved(walk, sorted(kept, key=lambda one: one.checkpoint.size))
    except _Differs as problem:
        found.append(problem.fault)
    first = _first(found)
    if first is None:
        first = walk.unsaid() or surplus(session, head) or unlinked(session, community, head.seq)
    if first is None:
        first = _first([next(one(session, community), None) for one in rows])
    session.expunge_all()
    return first or Sound(community, head.seq, proved)


def _first(found: Iterable[Fault | None]) -> Fault | None:
    return min((one for one in found if one), key=lambda one: one.seq, default=None)


class _Differs(Exception):
    """A checkpoint and the chain say two things."""

    def __init__(self, community: str, seq: int, why: str) -> None:
        super().__init__(why)
        self.fault = Fault(community, seq, why)


def _proved(walk: Walk, kept: Sequence[Kept]) -> int:
    """Up to which link the checkpoints agree with the chain. Raises _Differs at the first that
    does not: what was changed then stands after the newest that does."""
    good = 0
    for one in kept:
        said = one.checkpoint
        named = f"the checkpoint of {iso(said.at)} at #{said.size}"
        if one.wrong:
            raise _Differs(walk.community, good + 1, f"{named} proves nothing: {one.wrong}")
        link = walk.at.get(said.size)
        if link == said.hash:
            good = said.size
        elif link is not None:
            between = f"written anew between #{good + 1} and #{said.size}: {named} says otherwise"
            raise _Differs(walk.community, good + 1, between + _restored(walk, good))
        elif walk.whole:
            after = good + 1 if _restored(walk, good) else walk.last + 1
            why = f"the end is missing: {named} is of a longer chain{_restored(walk, good)}"
            raise _Differs(walk.community, after, why)
    return good


def _restored(walk: Walk, after: int) -> str:
    """The restored backup after which a chain honestly goes on otherwise, where it says so."""
    seq = next((one for one in walk.restored if one > after), 0)
    return f" (a backup was restored at #{seq})" if seq else ""
