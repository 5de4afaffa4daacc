"""The review chains of an area, in their versions (row R58)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from app.catalogue.models import ReviewChain


def chain_versions(session: Session, area_id: str, code: str = "") -> Sequence[ReviewChain]:
    """Every version of every chain, or of the chain of that code: by code, the newest first."""
    rows = select(ReviewChain).where(ReviewChain.area_id == area_id)
    if code:
        rows = rows.where(ReviewChain.code == code)
    return session.exec(
        rows.order_by(
            col(ReviewChain.code), col(ReviewChain.effective_on).desc(),
            col(ReviewChain.number).desc(),
        )
    ).all()  # fmt: skip


def chains_on(session: Session, area_id: str, on: date) -> list[ReviewChain]:
    """The chains as they hold on a day, by code."""
    found: dict[str, ReviewChain] = {}
    for one in chain_versions(session, area_id):
        if one.effective_on <= on:
            found.setdefault(one.code, one)
    return list(found.values())
