"""The five rules as they stand in a community, and who has read them (row R103)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.handbook.models import RuleReading, RuleVersion
from app.kit.db import ROOT
from app.kit.i18n import DEFAULT_LANG
from app.matters.queries.people import STAFF, staff_of
from app.org.models import Post

FIRST = ROOT / "app" / "catalogue" / "data" / "rules.jsonl"
READERS = (*STAFF, Post.WORKERS_REPRESENTATIVE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in one of its versions. The program's own first one is in both languages; what a
    head has written is in the words that they wrote."""

    code: str
    titles: Mapping[str, str]
    number: int
    texts: Mapping[str, Sequence[str]]
    changed: str = ""
    made_by: str = ""
    made_at: datetime | None = None

    def title(self, lang: str) -> str:
        """What it is called."""
        return self.titles.get(lang, self.titles[DEFAULT_LANG])

    def paragraphs(self, lang: str) -> Sequence[str]:
        """What it says."""
        return self.texts.get(lang, self.texts[DEFAULT_LANG])

    @property
    def text(self) -> str:
        """All of it in Chinese, a paragraph a line: what a head changes."""
        return "\n".join(self.texts[DEFAULT_LANG])


@cache
def first_versions() -> dict[str, Rule]:
    """The rules with which every community begins, by code, in their order."""
    found = {}
    for line in FIRST.read_text("utf8").splitlines():
        row = json.loads(line)
        titles = {DEFAULT_LANG: row["title_zh"], "en": row["title_en"]}
        texts = {DEFAULT_LANG: row["paragraphs_zh"], "en": row["paragraphs_en"]}
        found[row["code"]] = Rule(row["code"], titles, 1, texts)
    return found


def _rule(row: RuleVersion) -> Rule:
    first = first_versions()[row.code]
    texts = {DEFAULT_LANG: row.paragraphs}
    return Rule(
        row.code, first.titles, row.number, texts, row.changed, row.made_by, row.made_at
    )  # fmt: skip


def rules_of(session: Session, community_id: str) -> dict[str, Rule]:
    """Each rule as it stands now."""
    found = dict(first_versions())
    rows = session.exec(
        select(RuleVersion)
        .where(RuleVersion.community_id == community_id)
        .order_by(col(RuleVersion.number))
    )
    for row in rows:
        found[row.code] = _rule(row)
    return found


def versions_of(session: Session, community_id: str, code: str) -> list[Rule]:
    """Every version of a rule, the newest first."""
    rows = session.exec(
        select(RuleVersion)
        .where(RuleVersion.community_id == community_id, RuleVersion.code == code)
        .order_by(col(RuleVersion.number).desc())
    )
    return [*map(_rule, rows), first_versions()[code]]


def read_by(session: Session, community_id: str, person_id: str) -> dict[str, datetime]:
    """Which rules somebody has read as they stand now, and when."""
    current = {code: one.number for code, one in rules_of(session, community_id).items()}
    rows = session.exec(
        select(RuleReading).where(
            RuleReading.community_id == community_id, RuleReading.person_id == person_id
        )
    )
    return {one.code: one.at for one in rows if current.get(one.code) == one.number}


def unread_count(session: Session, community_id: str, person_id: str) -> int:
    """How many rules somebody has still to read."""
    return len(first_versions()) - len(read_by(session, community_id, person_id))


def not_read(session: Session, community_id: str, rule: Rule, now: datetime) -> list[str]:
    """Who of the community's people has not read a rule as it stands, by name."""
    have = set(
        session.exec(
            select(RuleReading.person_id).where(
                RuleReading.community_id == community_id,
                RuleReading.code == rule.code,
                RuleReading.number == rule.number,
            )
        )
    )
    people = staff_of(session, community_id, now)
    return [name for person, name in people.items() if person not in have]


def readers_count(session: Session, community_id: str, rule: Rule) -> int:
    """How many have read a rule as it stands."""
    return session.exec(
        select(func.count())
        .select_from(RuleReading)
        .where(
            RuleReading.community_id == community_id,
            RuleReading.code == rule.code,
            RuleReading.number == rule.number,
        )
    ).one()
