"""One of everything, in grid 3 of the community (Wang Min's), for the table of scopes."""

import zlib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import Session, select

from app.accuracy.models import AccuracyRecord, Campaign
from app.attendance.models import (
    Decision,
    Leave,
    LeaveState,
    Pairing,
    RosterShift,
    RosterState,
    RosterWeek,
    Swap,
    SwapState,
    Told,
    Touch,
)
from app.auth.models import Credential, KeyKind, Recovery, SignIn
from app.cases.models import CaseFile, CaseRecord, CaseStep
from app.cases.rules.steps import Cause
from app.handbook.models import KnowledgeCase
from app.hotline.models import Entry, MonthClose, Opinion, Ticket, TicketFile
from app.households.models import Consent, Correction, ImportJob, LocalUnit, Need
from app.kit.ids import uuid7
from app.matters.commands.opening import Opening, open_matter, opened
from app.matters.commands.taking import take
from app.matters.queries.whole import Whole
from app.matters.rules.stages import Channel, Handling, Way
from app.matters.rules.steps import (
    Classification,
    FurtherMaterial,
    OneTimeNotice,
    Role,
    Route,
    Step,
)
from app.org.models import Area, BreachReport, BuildingChief, HandOver, Holding, Person, Post
from app.referrals.models import Department, DepartmentSeat
from app.rights.models import Asked, RightsRequest
from app.spotchecks.models import Draw, SecondReading, SpotCheck
from app.station.models import GridPlan, PlanGrid, PlanState
from app.sync.models import Device
from app.team.models import TeamMember
from app.visits.models import Concern, PaperVisit, Photo, Visit
from tests.people import FOUNDED, Town

SHA = "a" * 64


def other_head(session: Session, town: Town) -> str:
    """The head of the other community."""
    person = Person(id=uuid7(), community_id=town.other_community, name="郑海")
    session.add(person)
    session.flush()
    session.add(
        Holding(
            id=uuid7(), community_id=town.other_community, area_id=town.other_community,
            person_id=person.id, post=Post.STATION_HEAD, since=FOUNDED,
        )
    )  # fmt: skip
    session.commit()
    return person.id


def one_of_everything(session: Session, town: Town, now: datetime) -> dict[str, str]:
    """The ids by the names that routes give their places; more than one of a kind goes by its
    path too, as `/paper-visits/{visit_id`."""
    here = {"community_id": town.community}
    door, ids = town.doors3[0], {name: uuid7() for name in KINDS}
    kinds = ("visit_id", "paper", "aside", "checked")
    visits = {one: _visit(town, ids[one], now) for one in kinds}
    visits["aside"].set_aside = "scope_unsure"
    visits["visit_id"].photo_count = 1
    _write(session, *visits.values())
    consent = Consent(
        id=ids["consent_id"], household_id=door, purpose="need", text_version="1", at=now,
        giver="family", channel="door", taken_by=town.wang, **here,
    )  # fmt: skip
    plan = GridPlan(
        id=ids["plan_id"], version=1, state=PlanState.DRAFT, made_by=town.head, made_at=now, **here
    )
    _write(session, consent, plan)
    _write(
        session,
        Need(id=ids["need_id"], household_id=door, asked_for="送餐", consent_at=now,
             consent_id=consent.id, starts_on=now.date(),
             ends_on=now.date() + timedelta(days=30), **here),
        Correction(id=ids["correction_id"], household_id=door, fields={"people": "4"},
                   author_id=town.wang, made_at=now, received_at=now, state="open", **here),
        PaperVisit(visit_id=ids["paper"], worker_id=town.wang, entered_by=town.lead,
                   entered_at=now, **here),
        Photo(visit_id=ids["visit_id"], sha256=SHA, place=0, size=9, **here),
        LocalUnit(id=ids["unit_id"], building_id=town.building12, name="小卖部", kind="shop",
                  **here),
        PlanGrid(plan_id=plan.id, grid_id=town.grid3, number=3, name="03网格", outline=[], **here),
        BuildingChief(id=ids["chief_id"], building_id=town.building12, name="孙大姐",
                      since=now.date(), consent_channel="door", set_by=town.lead, set_at=now,
                      **here),
        HandOver(id=ids["hand_over_id"], grid_id=town.grid3, to_person=town.wang, at=now,
                 made_by=town.head, open_work={"items": []}, **here),
        ImportJob(id=ids["job_id"], person_id=town.head, what="households", filename="x.csv",
                  sha256=SHA, state="done", mapping={}, report={}, made_at=now, **here),
        Credential(id=ids["key_id"], person_id=town.wang, kind=KeyKind.PASSKEY, handle="h",
                   public_key=b"", added_at=now, **here),
        SignIn(token_hash=SHA, id=ids["session_id"], person_id=town.wang, started_at=now,
               seen_at=now, expires_at=now + timedelta(days=1), **here),
        Recovery(id=ids["recovery_id"], person_id=town.wang, opened_by=town.district_officer,
                 opened_at=now, expires_at=now + timedelta(hours=72), **here),
        RightsRequest(id=ids["request_id"], household_id=door, kind=Asked.COPY, asked_at=now,
                      asked_on=now.date(), due_on=now.date(),
                      taken_by=town.head, **here),
        Leave(id=ids["leave_id"], person_id=town.wang, kind="annual", first_on=now.date(),
              last_on=now.date() + timedelta(days=1), state=LeaveState.ASKED, asked_at=now, **here),
        Told(id=ids["told_id"], person_id=town.wang, kind="roster_changed", values={},
             link="/roster", at=now, **here),
        Touch(id=ids["touch_id"], person_id=town.wang, on=now.date(), part="am", grade="A",
              earliest=now, latest=now, set_aside="revoked_key", counts=False, received_at=now,
              **here),
        Touch(id=ids["entered"], person_id=town.wang, on=now.date(), part="pm", grade="D",
              earliest=now, latest=now, entered_by=town.lead, received_at=now, **here),
        Decision(id=ids["decision_id"], person_id=town.wang, on=FOUNDED.date(), part="am",
                 suggested="late", decided="late", reason="来晚了", by=town.lead, at=now, **here),
        Device(id=ids["device_id"], person_id=town.wang, first_contact=now, last_contact=now,
               **here),
        Draw(day=FOUNDED.date(), commitment=SHA, committed_at=now, since_seq=0, drawn_at=now,
             published_at=now, result={"drawn": [], "passed": []}, **here),
        SpotCheck(id=ids["check_id"], visit_id=ids["checked"], household_id=door,
                  day=FOUNDED.date(), stratum="base", worker_id=town.wang, checker_id=town.lead,
                  opened_at=now, due_on=now.date(), **here),
        Campaign(id=ids["campaign_id"], title="门店核对", kind="units", grids=[],
                 population=zlib.compress(b""), population_digest=SHA, records=1, size=1, seed=SHA,
                 seed_digest=SHA, until=now.date(), opened_by=town.head, opened_at=now, **here),
        BreachReport(id=ids["report_id"], reporter_id=town.wang, at=now, what="贴在墙上", **here),
    )  # fmt: skip
    _told_of(session, town, ids, now)
    _write(
        session,
        AccuracyRecord(id=ids["record_id"], campaign_id=ids["campaign_id"], household_id=door,
                       building_id=town.building12, asked_id=town.li, file={"address": "12号楼"},
                       ticks={}, found={}, **here),
    )  # fmt: skip
    matter(session, town, ids["matter_id"], now)
    ids |= _told(session, town, ids, now)
    again = SecondReading(check_id=ids["check_id"], reader_id=town.head, opened_at=now, **here)
    _write(session, again)
    roster = rostered(session, town, now)
    session.commit()
    holding = session.exec(select(Holding.id).where(Holding.person_id == town.wang)).one()
    judge = _appointed(session, town)
    roster |= _outside(session, town, now)
    return ids | roster | {
        "household_id": door, "grid_id": town.grid3, "building_id": town.building12,
        "person_id": town.wang, "holding_id": holding, "code": "370611001005", "sha256": SHA,
        "month": "2026-11", "day": FOUNDED.date().isoformat(),
        "noun": "progress",
        "/books/staff/{row_id": holding, "/books/households/{row_id": door,
        "/books/units/{row_id": ids["unit_id"], "/books/needs/{row_id": ids["need_id"],
        "/paper-visits/{visit_id": ids["paper"], "/set-aside/{visit_id": ids["aside"],
        "/day/touches/{touch_id": ids["entered"],
        "/areas/judges/370611001005/appointments/{holding_id": judge,
        "record": ids["visit_id"], "on": now.date().isoformat(), "part": "am",
        "kind": "receipt",
    }  # fmt: skip


def _told(session: Session, town: Town, ids: dict[str, str], now: datetime) -> dict[str, str]:
    """A call and an opinion of grid 3, a concern of its visit, a ticket with its file, and a month
    that is closed."""
    here = {"community_id": town.community}
    _write(
        session,
        Entry(id=ids["entry_id"], channel="phone", kind="question", grid_id=town.grid3, at=now,
              written_at=now, taken_by=town.wang, words="问一问", answer="好", **here),
        Opinion(id=ids["opinion_id"], grid_id=town.grid3, line="city", words="多种树",
                by=town.wang, at=now, **here),
        Concern(id=ids["concern_id"], grid_id=town.grid3, household_id=town.doors3[0],
                visit_id=ids["visit_id"], author_id=town.wang, text="修灯", opened_at=now, **here),
        TicketFile(id=ids["file_id"], name="x.csv", sha256=SHA, by=town.clerk, at=now,
                   state="tried", tickets=[], faults=[], **here),
        Ticket(id=ids["ticket_id"], number="GD1", matter_id=ids["matter_id"], sent_at=now,
               due_at=now, imported_by=town.clerk, imported_at=now, **here),
        MonthClose(month="2026-10", closed_by=town.head, at=now, rows=0, still_open=0, csv=b"",
                   csv_sha256=SHA, xlsx=b"", xlsx_sha256=SHA, **here),
    )  # fmt: skip
    return {
        "/register/months/{month": "2026-10",
        f"/daily-log/{town.grid3}/{{on": now.date().isoformat(),
    }


def matter(session: Session, town: Town, matter_id: str, now: datetime) -> None:
    """A matter of a household of grid 3, which its contact worker has."""
    opening = Opening(
        id=matter_id, community_id=town.community, by=town.wang, channel=Channel.VISIT,
        title="楼道灯不亮", opened_at=now, received_at=now, household_id=town.doors3[0],
    )  # fmt: skip
    open_matter(session, opening, Role.GRID_WORKER)


def _outside(session: Session, town: Town, now: datetime) -> dict[str, str]:
    """The street's own office with somebody in it and a matter that was passed on to it; somebody
    of the grid's team; a paper that was asked for late; a case that waits for the head."""
    here, street = {"community_id": town.community}, session.get_one(Area, town.community).parent_id
    office = Department(id=uuid7(), area_id=street or "", name="清洋街道办事处", kind="street",
                        since=FOUNDED, made_by=town.street_officer)  # fmt: skip
    person = Person(id=uuid7(), name="沈涛")
    held = Holding(id=uuid7(), area_id=office.area_id, person_id=person.id,
                   post=Post.DEPARTMENT_OFFICER, since=FOUNDED)  # fmt: skip
    _write(session, office, person)
    _write(session, held)
    _write(session, DepartmentSeat(holding_id=held.id, department_id=office.id))
    helper = TeamMember(
        id=uuid7(), grid_id=town.grid3, name="冯师傅", organisation="property", agent=True,
        since=FOUNDED.date(), consent_channel="door", consent_on=FOUNDED.date(), set_by=town.lead,
        set_at=now, **here,
    )  # fmt: skip
    story = KnowledgeCase(id=uuid7(), title="办居住证", asked="差照片", done="上门照相",
                          state="asked", written_by=town.wang, written_at=now, **here)  # fmt: skip
    _write(session, helper, story)
    passed = _worked(session, town, now, Route, Way.REFERRAL, department=office.name)
    late = _worked(session, town, now, OneTimeNotice, ("户口簿",), ("到窗口",), "3 天", "全天")
    more = FurtherMaterial(late.now, town.wang, Role.GRID_WORKER, "结婚证", "表格改了")
    take(session, late, more)
    session.commit()
    return {
        "department_id": office.id, "seat_id": held.id, "member_id": helper.id,
        "story_id": story.id, "/referrals/{matter_id": passed.matter.id,
        "/breaches/{matter_id": late.matter.id, "number": "4", "/rules/{code": "promise",
    }  # fmt: skip


def _worked(
    session: Session, town: Town, now: datetime, kind: type[Step], *said: Any, **more: Any
) -> Whole:
    """A matter of the grid, sorted, with one step more."""
    role = Role.GRID_WORKER
    opening = Opening(
        id=uuid7(), community_id=town.community, by=town.wang, channel=Channel.VISIT,
        title="楼道灯不亮", opened_at=now, received_at=now, building_id=town.building12,
    )  # fmt: skip
    whole = opened(session, opening, role)
    sort = Classification(whole.now, town.wang, role, Handling.BRING_BACK, 2)
    return take(session, take(session, whole, sort), kind(now, town.wang, role, *said, **more))


def _told_of(session: Session, town: Town, ids: dict[str, str], now: datetime) -> None:
    """The worker has been told of the case; it holds a photo."""
    steps: list[tuple[str, str, str, dict[str, Any]]] = [
        ("technical_check", "system", "system", {"looked_at": sorted(Cause), "found": []}),
        ("notice", town.head, "station_head",
         {"facts": [], "receipts": ["7F3K"], "draw": None, "rate": None}),
    ]  # fmt: skip
    here = {"community_id": town.community}
    # A check of its own: of the other, the head may learn nothing before comparing it again.
    _write(session, _visit(town, ids["case_visit"], now))
    check = SpotCheck(
        id=ids["case_check"], visit_id=ids["case_visit"], household_id=town.doors3[0],
        day=FOUNDED.date(), stratum="base", worker_id=town.wang, checker_id=town.lead,
        opened_at=now, due_on=now.date(), **here,
    )  # fmt: skip
    _write(session, check)
    fact = {"record": check.id, "kind": "check", "source": town.lead, "outcome": "false"}
    file = CaseFile(
        id=ids["case_id"], worker_id=town.wang, check_id=check.id,
        subject=[fact | {"on": FOUNDED.date().isoformat()}], checkers=[town.lead], barred=[],
        happened_at=now, known_at=now, opened_at=now, **here,
    )  # fmt: skip
    _write(session, file)
    _write(
        session,
        *[
            CaseStep(case_id=file.id, number=number, kind=kind, at=now, by=by, role=role,
                     said=said, **here)
            for number, (kind, by, role, said) in enumerate(steps, 1)
        ],
        CaseRecord(id=ids["photo_id"], case_id=file.id, kind="photo", photo=b"RIFF",
                   by=town.wang, at=now, **here),
    )  # fmt: skip


def rostered(session: Session, town: Town, now: datetime) -> dict[str, str]:
    """A published week of the community and a draft of it, a pair, and a swap that is asked."""
    here = {"community_id": town.community}
    monday = now.date() - timedelta(days=now.weekday())
    weeks = [
        RosterWeek(id=uuid7(), monday=monday, version=version, state=state, made_by=town.lead,
                   made_at=now, published_by=town.lead, published_at=now, **here)
        for version, state in ((1, RosterState.PUBLISHED), (2, RosterState.DRAFT))
    ]  # fmt: skip
    _write(session, *weeks)
    shifts = [
        RosterShift(id=uuid7(), week_id=weeks[0].id, person_id=person, post="A",
                    on=monday + timedelta(days=2), begins=time(9), ends=time(12), **here)
        for person in (town.wang, town.li)
    ]  # fmt: skip
    _write(session, *shifts)
    one, other = sorted((town.wang, town.li))
    swap = Swap(id=uuid7(), shift_id=shifts[0].id, other_shift_id=shifts[1].id,
                asked_by=town.wang, asked_of=town.li, state=SwapState.ASKED, asked_at=now,
                **here)  # fmt: skip
    pair = Pairing(monday=monday, one_id=one, other_id=other, made_at=now, **here)
    _write(session, swap, pair)
    return {"monday": str(monday), "on": str(monday), "version": "1", "swap_id": swap.id}


def _appointed(session: Session, town: Town) -> str:
    """Somebody from nowhere who sits on the community's panel."""
    person = Person(id=uuid7(), name="何静")
    held = Holding(id=uuid7(), area_id=town.community, person_id=person.id,
                   post=Post.PANEL_MEMBER, since=FOUNDED)  # fmt: skip
    _write(session, person)
    _write(session, held)
    session.commit()
    return held.id


KINDS = (
    "visit_id", "paper", "aside", "consent_id", "plan_id", "need_id", "correction_id", "unit_id",
    "chief_id", "hand_over_id", "job_id", "key_id", "session_id", "recovery_id", "report_id",
    "request_id", "leave_id", "told_id", "touch_id", "entered", "decision_id", "device_id",
    "check_id", "checked", "case_id", "case_check", "case_visit", "photo_id",
    "campaign_id", "record_id", "matter_id", "entry_id", "opinion_id", "concern_id", "file_id",
    "ticket_id",
)  # fmt: skip


def filled(path: str, ids: Mapping[str, str]) -> str:
    """The address of the real thing."""
    while "{" in path:
        before, _, rest = path.partition("{")
        name, _, after = rest.partition("}")
        path = before + (ids.get(f"{before}{{{name}") or ids[name]) + after
    return path


def _visit(town: Town, visit_id: str, now: datetime) -> Visit:
    return Visit(
        id=visit_id, community_id=town.community, household_id=town.doors3[0],
        grid_id=town.grid3, author_id=town.wang, day=now.date(), made_at=now, said_at=now,
        received_at=now, outcome="met", purposes=[], checklist=[], requests=[],
    )  # fmt: skip


def _write(session: Session, *rows: Any) -> None:
    session.add_all(rows)
    session.flush()
