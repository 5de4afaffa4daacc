"""A week as it is drawn: by people at a desk, by days on a phone."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.attendance.models import HotlineDuty, RosterShift
from app.attendance.queries.rosters import DAYS, Frame, Plan
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Post
from app.attendance.rules.rotation import AT_WINDOWS_BEFORE, usual_in_hall
from app.attendance.words import POST_WORDS, WEEKDAYS, day_words, span_text
from app.kit.web import Work
from app.org.queries import names_of

Cells = dict[tuple[str, date], list[RosterShift]]


def names_in(work: Work, frame: Frame, plan: Plan | None) -> dict[str, str]:
    """The names of everybody whom a week names, those who have left too."""
    people = {one.person_id for one in plan.shifts} if plan else set()
    for one in plan.hotline.values() if plan else ():
        people |= {one.person_id, one.backup_id or one.person_id}
    return frame.names | names_of(work.session, people - set(frame.names))


def week_values(work: Work, frame: Frame, plan: Plan | None, today: date) -> dict[str, Any]:
    """The variables that every page of a week draws from."""
    names = names_in(work, frame, plan)
    cells: Cells = {}
    for one in plan.shifts if plan else ():
        cells.setdefault((one.person_id, one.on), []).append(one)
    shown = {on for _, on in cells}
    days = [one for one in frame.days if one.works or one.on in shown]
    hotline = plan.hotline if plan else {}
    last = frame.monday + timedelta(days=DAYS - 1)
    return {
        "monday": frame.monday,
        "last": last,
        "before": frame.monday - timedelta(days=DAYS),
        "after": frame.monday + timedelta(days=DAYS),
        "today": today,
        "days": [_day(work.lang, one, cells, hotline.get(one.on), names, today) for one in days],
        "rows": _rows(work, frame, cells, [one.on for one in days], names),
        "resting": [
            f"{day_words(work.lang, one.on)} {one.name and work.say(one.name)}".strip()
            for one in frame.days
            if not one.works and (one.name or one.on.weekday() < 5)
        ],
        "provisional": sorted({one.on.year for one in frame.days if one.provisional}),
        "terms": frame.terms,
        "figures": _figures(frame, plan),
    }


def _figures(frame: Frame, plan: Plan | None) -> dict[str, int] | None:
    """Who serves at the windows at once, and who is free for the doors (row R26)."""
    usual = usual_in_hall(plan.planned, frame.terms) if plan else 0
    if not usual:
        return None
    freed = max(AT_WINDOWS_BEFORE - usual, 0)
    return {"before": AT_WINDOWS_BEFORE, "now": usual, "freed": freed}


def shown_shifts(lang: str, shifts: list[RosterShift]) -> list[dict[str, Any]]:
    """Shifts with their words."""
    return [
        {
            "id": one.id,
            "post": one.post,
            "word": POST_WORDS[Post(one.post)].text(lang),
            "span": span_text(one.begins, one.ends),
        }
        for one in shifts
    ]


def _rows(
    work: Work, frame: Frame, cells: Cells, days: list[date], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    rounders = frame.known.all_rounders
    grids = {one.id: one.grid for one in frame.members}
    on_it = {person for person, _ in cells}
    people = [one.id for one in frame.members if one.in_turn or one.id in on_it]
    people += sorted(on_it - set(people), key=lambda one: names.get(one, ""))
    others = [one.id for one in frame.members if one.id not in set(people)]
    return [
        {
            "id": person,
            "name": names.get(person, ""),
            "grid": grids.get(person, ""),
            "mine": person == work.principal.id,
            "all_rounder": person in rounders,
            "other": person in others,
            "cells": [
                {
                    "on": on,
                    "shifts": shown_shifts(work.lang, cells.get((person, on), [])),
                    "away": any((person, on, part) in frame.leave for part in Part),
                }
                for on in days
            ],
        }
        for person in [*people, *others]
    ]


def _day(
    lang: str, day: Any, cells: Cells, duty: HotlineDuty | None, names: Mapping[str, str],
    today: date,
) -> dict[str, Any]:  # fmt: skip
    shifts = [one for (_, on), some in cells.items() if on == day.on for one in some]
    return {
        "on": day.on,
        "name": WEEKDAYS[day.on.weekday()].text(lang),
        "holiday": day.name,
        "works": day.works,
        "today": day.on == today,
        "hotline": names.get(duty.person_id, "") if duty else "",
        "backup": names.get(duty.backup_id or "", "") if duty else "",
        "posts": [
            {
                "post": post.value,
                "word": POST_WORDS[post].text(lang),
                "groups": _groups([one for one in shifts if one.post == post], names),
            }
            for post in Post
        ],
    }


def _groups(shifts: list[RosterShift], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Who serves at the same hours, together; a day of several spells is one line."""
    spells: dict[str, list[RosterShift]] = {}
    for one in shifts:
        spells.setdefault(one.person_id, []).append(one)
    groups: dict[str, list[tuple[str, str]]] = {}
    for person, some in spells.items():
        spans = " ".join(span_text(one.begins, one.ends) for one in sorted(some, key=_begins))
        groups.setdefault(spans, []).append((person, names.get(person, "")))
    return [{"span": span, "people": people} for span, people in sorted(groups.items())]


def _begins(one: RosterShift) -> Any:
    return one.begins
