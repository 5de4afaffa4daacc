"""The draw of a day, in its four steps. Nobody's click makes or moves any of them (R110).

Each takes the community's lock, does nothing when it was done already, and stands in the chain of
records: promised at the start of the day, cut off in the evening, drawn with the dice of the next
morning (or, without dice, as advice only), published at the cut-off after that.
"""

import hashlib
import os
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from app.attendance.queries.terms import away_on, calendar_of
from app.kit import audit
from app.kit.clock import local_day
from app.kit.held import ROW
from app.kit.ids import uuid7
from app.org.models import Community
from app.spotchecks.commands.checks import show
from app.spotchecks.commands.telling import tell_checkers
from app.spotchecks.held import CHECKS, draw_digest, opened_digest
from app.spotchecks.models import Draw, DrawSecret, SpotCheck
from app.spotchecks.queries.checks import closed_of
from app.spotchecks.queries.lists import Taken, Window, owed, packed, take, unpacked
from app.spotchecks.queries.terms import checkers_for, terms_on
from app.spotchecks.rules.document import document
from app.spotchecks.rules.draw import Day, Drawn, draw
from app.spotchecks.rules.rates import read_rules
from app.spotchecks.rules.reading import read_before, read_list
from app.spotchecks.rules.rows import freeze
from app.spotchecks.rules.terms import Terms
from app.station.commands.settings import lock

SYSTEM = "system"
SECRET_BYTES = 32
DUE_AFTER = 3  # working days that a checker has


def promise(session: Session, community_id: str, day: date, now: datetime) -> None:
    """Commit to a secret for `day`, before anybody can know what it will decide."""
    lock(session, community_id)
    if session.get(Draw, (community_id, day)) is not None:
        return
    head = audit.lock_heads(session, [community_id])[community_id]
    secret = os.urandom(SECRET_BYTES)
    commitment = hashlib.sha256(secret).hexdigest()
    session.add(
        Draw(
            community_id=community_id, day=day, commitment=commitment, committed_at=now,
            since_seq=_cut_before(session, community_id, day, head.seq),
        )
    )  # fmt: skip
    session.add(DrawSecret(community_id=community_id, day=day, secret=secret.hex()))
    session.flush()
    _note(session, community_id, day, now, "draw.promised", {"commitment": commitment})


def _cut_before(session: Session, community_id: str, day: date, otherwise: int) -> int:
    """Up to which number of the chain earlier lists took the records."""
    newest = session.exec(
        select(Draw.cut_seq)
        .where(
            Draw.community_id == community_id,
            col(Draw.day) < day,
            col(Draw.cut_seq).is_not(None),
        )
        .order_by(col(Draw.day).desc())
        .limit(1)
    ).first()
    return otherwise if newest is None else newest


def cut_off(session: Session, community_id: str, day: date, now: datetime) -> None:
    """Freeze the list of `day`: what was accepted by now, the rules, and who can check."""
    community = lock(session, community_id)
    row = _held(session, community_id, day)
    if row.cut_at is not None:
        return
    terms = terms_on(session, community_id, day)
    # The lock on the chain's head is what parts records before the cut-off from those after it.
    head = audit.lock_heads(session, [community_id])[community_id]
    window = Window(community_id, day, community.zone, terms.cut_off, row.since_seq, head.seq)
    taken = take(session, window, now - timedelta(days=terms.ask_again_days))
    freeze_list(session, community, row, terms, taken, now)


def freeze_list(
    session: Session, community: Community, row: Draw, terms: Terms, taken: Taken, now: datetime
) -> None:
    """Fix what will be drawn from, by which rules, and who can check it."""
    head = audit.lock_heads(session, [community.id])[community.id]
    text, root = freeze(taken.rows)
    away = away_on(session, community.id, calendar_of(session, community.id).after(row.day, 1))
    checkers = checkers_for(session, community.id, now, away)
    row.cut_at, row.cut_seq, row.root = now, head.seq, root
    row.frozen, row.records = packed(text), len(taken.rows)
    row.before = taken.before
    row.rules_version = terms.version
    row.rules = terms.text(community.visits_per_day, checkers)
    session.add(row)
    session.flush()
    said = {"root": root, "records": row.records, "rules": _digest(row.rules), "seq": head.seq}
    _note(session, community.id, row.day, now, "draw.cut_off", said)


def make(session: Session, community_id: str, day: date, public_value: str, now: datetime) -> None:
    """Draw. Without the dice, or without the secret, it is advice that no notice may rest on."""
    community = lock(session, community_id)
    row = _held(session, community_id, day)
    if row.cut_at is None or row.drawn_at is not None:
        return
    secret = session.get(DrawSecret, (community_id, day))
    said = secret.secret if secret is not None and _keeps(row, secret.secret) else ""
    row.owed = owed(session, row, read_list(unpacked(row.frozen)))
    frozen = _frozen(row, said, public_value)
    made = draw(frozen)
    told = document(frozen, made)
    row.public_value, row.drawn_at, row.seed = public_value, now, made.seed
    row.rate, row.advisory = made.rate, made.advisory
    row.result = {"drawn": told["drawn"], "passed": told["passed"]}
    session.add(row)
    session.flush()
    opened = _open_checks(session, community, row, made.drawn, now)
    noted = {"dice": public_value, "seed": row.seed, "drawn": len(made.drawn)}
    noted[CHECKS] = opened_digest([one.model_dump() for one in opened])
    _note(session, community_id, day, now, "draw.made", noted | {"advisory": row.advisory})


def _frozen(row: Draw, secret: str, dice: str) -> Day:
    """What was frozen at the cut-off, with what decides."""
    return Day(
        community=row.community_id,
        on=row.day,
        rules=read_rules(row.rules),
        commitment=row.commitment,
        secret=secret,
        dice=dice,
        rows=read_list(unpacked(row.frozen)),
        owed=frozenset(row.owed),
        before=read_before(row.before),
    )


def _keeps(row: Draw, secret: str) -> bool:
    """Whether a secret is the one that was promised."""
    return hashlib.sha256(bytes.fromhex(secret)).hexdigest() == row.commitment


def _open_checks(
    session: Session, community: Community, row: Draw, drawn: Sequence[Drawn], now: datetime
) -> list[SpotCheck]:
    """A check for each record that was drawn. Two lists may be drawn on one morning: a household
    that the first of them asks is not asked again by the second."""
    terms = terms_on(session, community.id, row.day)
    since = now - timedelta(days=terms.ask_again_days)
    rows = {one.visit: one for one in read_list(unpacked(row.frozen))}
    asked = set(
        session.exec(
            select(SpotCheck.household_id).where(
                col(SpotCheck.household_id).in_({rows[one.visit].household for one in drawn}),
                col(SpotCheck.opened_at) > since,
            )
        )
    )
    due_on = calendar_of(session, community.id).after(local_day(now, community.zone), DUE_AFTER)
    opened = []
    for one in drawn:
        about = rows[one.visit]
        if about.household in asked:
            continue
        opened.append(
            SpotCheck(
                id=uuid7(), community_id=community.id, visit_id=one.visit,
                household_id=about.household, day=row.day, stratum=one.stratum.value,
                advisory=row.advisory, worker_id=about.worker, checker_id=one.checker or None,
                opened_at=now, due_on=due_on,
            )
        )  # fmt: skip
    session.add_all(opened)
    session.flush()
    tell_checkers(session, community.id, opened, now)
    return opened


def publish(session: Session, community_id: str, day: date, now: datetime) -> None:
    """Show the draw, its secret with it, so that anybody can draw it again."""
    lock(session, community_id)
    row = _held(session, community_id, day)
    if row.drawn_at is None or row.published_at is not None:
        return
    secret = session.get(DrawSecret, (community_id, day))
    if secret is not None:
        row.secret = secret.secret if _keeps(row, secret.secret) else ""
        session.delete(secret)
    row.published_at = now
    session.add(row)
    session.flush()
    show(session, closed_of(session, community_id, day), now)
    _note(session, community_id, day, now, "draw.published", {"secret": row.secret})


def _held(session: Session, community_id: str, day: date) -> Draw:
    return session.exec(
        select(Draw)
        .where(Draw.community_id == community_id, Draw.day == day)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _note(
    session: Session,
    community_id: str,
    day: date,
    now: datetime,
    kind: str,
    said: dict[str, object],
) -> None:
    row = session.get_one(Draw, (community_id, day))
    said = {**said, ROW: draw_digest(row.model_dump())}
    audit.record(session, community_id, now, kind, SYSTEM, f"draw:{day.isoformat()}", said)
