"""Who may come in where: every route stands in this table; test_doors.py tries each as everybody
(bar B25).

A new route fails until somebody has written down who it is for, here and, for what lies in one
grid or community, in tests/scope_table.py.
"""

from collections.abc import Iterator

import pytest
from litestar import Litestar

from tests.scope_table import NOWHERE, SCOPE

ALL = frozenset(
    [
        "anonymous",
        "wang",
        "li",
        "lead",
        "head",
        "steward",
        "clerk",
        "street_officer",
        "district_officer",
        "other_lead",
    ]
)
STAFF = ALL - {"anonymous"}
LEADS = frozenset({"lead", "head", "other_lead"})
WORKERS = frozenset({"wang", "li"})
DOORSTEP = LEADS | WORKERS
COUNTER = DOORSTEP | {"clerk"}
HEADS = frozenset({"head"})
OFFICERS = frozenset({"street_officer", "district_officer"})
DISTRICT = frozenset({"district_officer"})
MEMBERS = STAFF - OFFICERS
STEWARDS = LEADS | {"steward"}
MOVERS = frozenset({"head", "steward"}) | OFFICERS
KEEPERS = DOORSTEP | {"steward"}
TAKERS = DOORSTEP | {"clerk"}

SEEN = {"staff": STEWARDS, "households": DOORSTEP, "units": KEEPERS, "needs": DOORSTEP}
EXPORTING = {"staff": STEWARDS, "households": LEADS, "units": STEWARDS, "needs": HEADS}

# Whoever works in a community; those above have no roster.


TABLE: dict[tuple[str, str], frozenset[str]] = {
    # open to everyone: the shell, and the ways in
    ("GET", "/"): ALL,
    ("GET", "/sign-in"): ALL,
    ("GET", "/outbox"): ALL,
    ("GET", "/offline"): ALL,
    ("GET", "/visits/new"): ALL,
    ("GET", "/keys.json"): ALL,
    ("GET", "/healthz"): ALL,
    ("GET", "/sw.js"): ALL,
    ("GET", "/favicon.ico"): ALL,
    ("GET", "/static/{build:str}/{path:path}"): ALL,
    ("GET", "/demo/{slug:str}"): ALL,
    ("GET", "/invitations/{token:str}"): ALL,
    ("GET", "/invitations/{token:str}/qr.svg"): ALL,
    ("GET", "/invitations/{token:str}/manifest.webmanifest"): ALL,
    ("POST", "/invitations/{token:str}/passkey/options"): ALL,
    ("POST", "/invitations/{token:str}/passkey"): ALL,
    ("POST", "/invitations/{token:str}/device-key"): ALL,
    ("POST", "/sign-in/challenge"): ALL,
    ("POST", "/sign-in/passkey"): ALL,
    ("POST", "/sign-in/device-key"): ALL,
    ("POST", "/sign-in/recovery-code"): ALL,
    ("POST", "/sign-out"): ALL,
    ("POST", "/me/language"): ALL,
    # telling of a breach of privacy
    ("GET", "/breach-reports/new"): ALL,
    ("POST", "/breach-reports"): ALL,
    ("GET", "/breach-reports/received"): ALL,
    ("GET", "/breach-reports"): HEADS | {"street_officer"},
    ("POST", "/breach-reports/{report_id:str}/taking"): HEADS | {"street_officer"},
    ("POST", "/breach-reports/{report_id:str}/closing"): HEADS | {"street_officer"},
    ("GET", "/access-log"): HEADS | {"steward"},
    # one's own
    ("GET", "/me"): STAFF,
    ("GET", "/me/devices"): STAFF,
    ("GET", "/me/notices"): STAFF,
    ("POST", "/me/devices/invitations"): STAFF,
    ("POST", "/me/devices/{key_id:str}/revocation"): STAFF,
    ("POST", "/me/sessions/{session_id:str}/ending"): STAFF,
    ("POST", "/me/recovery-code"): STAFF,
    ("POST", "/me/devices/pin/challenge"): STAFF,
    ("POST", "/me/devices/pin"): STAFF,
    ("GET", "/today"): STAFF,
    # the day
    ("GET", "/day"): MEMBERS,
    ("GET", "/board"): LEADS,
    ("GET", "/board/events"): LEADS,
    ("GET", "/board/{person_id:str}/{on:str}"): LEADS,
    ("POST", "/board/{person_id:str}/{on:str}/{part:str}/decision"): LEADS,
    ("POST", "/board/{person_id:str}/{on:str}/{part:str}/touches"): LEADS,
    ("POST", "/board/touches/{touch_id:str}/settlement"): LEADS,
    ("POST", "/day/challenges"): MEMBERS,
    ("POST", "/day/decisions/{decision_id:str}/reply"): MEMBERS,
    ("POST", "/day/touches/{touch_id:str}/confirmation"): MEMBERS,
    ("GET", "/attendance"): MEMBERS,
    ("GET", "/attendance/{person_id:str}/{month:str}"): MEMBERS,
    ("POST", "/attendance/{person_id:str}/{month:str}/sheet"): MEMBERS,
    ("GET", "/hall-screen"): LEADS | {"clerk"},
    # the window
    ("GET", "/window"): COUNTER,
    ("POST", "/window/items"): COUNTER,
    ("POST", "/window/doors"): COUNTER,
    ("POST", "/window/choice"): COUNTER,
    ("GET", "/window/{matter_id:str}"): COUNTER,
    ("POST", "/window/{matter_id:str}/handing-out"): COUNTER,
    ("GET", "/matters/new"): COUNTER,
    ("POST", "/matters"): COUNTER,
    ("GET", "/matters/{matter_id:str}/slips/{kind:str}"): COUNTER,
    ("GET", "/matters/{matter_id:str}/code.svg"): COUNTER,
    # spot checks
    ("GET", "/checks"): LEADS,
    ("GET", "/checks/{check_id:str}"): MEMBERS,
    ("POST", "/checks/{check_id:str}/answers"): LEADS,
    ("POST", "/checks/{check_id:str}/outcome"): LEADS,
    ("POST", "/checks/{check_id:str}/second-reading"): LEADS,
    ("POST", "/checks/{check_id:str}/taking-over"): LEADS,
    ("GET", "/checks/people"): LEADS,
    ("GET", "/checks/people/{person_id:str}"): MEMBERS,
    ("GET", "/checks/rules"): MEMBERS,
    ("POST", "/checks/rules"): HEADS,
    ("GET", "/draws"): MEMBERS,
    ("GET", "/draws/dice"): MEMBERS,
    ("POST", "/draws/dice"): MEMBERS,
    ("GET", "/draws/{day:str}"): MEMBERS,
    ("GET", "/draws/{day:str}/document"): MEMBERS,
    # matters: who sees one, and who may take which step, is asked of each matter
    ("GET", "/matters"): MEMBERS,
    ("GET", "/matters/figures"): MEMBERS,
    ("GET", "/matters/{matter_id:str}"): MEMBERS,
    ("POST", "/matters/{matter_id:str}/{noun:str}"): MEMBERS,
    ("GET", "/matters/{matter_id:str}/archive.zip"): MEMBERS,
    ("POST", "/matters/{matter_id:str}/archive.zip"): MEMBERS,
    # cases: who sees one, and who may take which step, is asked of each case
    ("GET", "/cases"): STAFF,
    ("GET", "/cases/rules"): STAFF,
    ("GET", "/cases/{case_id:str}"): STAFF,
    ("GET", "/cases/{case_id:str}/draw"): STAFF,
    ("GET", "/cases/{case_id:str}/file"): STAFF,
    ("GET", "/cases/{case_id:str}/photos/{photo_id:str}"): STAFF,
    ("POST", "/cases/{case_id:str}/technical-check"): STAFF,
    ("POST", "/cases/{case_id:str}/notice"): STAFF,
    ("POST", "/cases/{case_id:str}/extension"): STAFF,
    ("POST", "/cases/{case_id:str}/replies"): STAFF,
    ("POST", "/cases/{case_id:str}/votes"): STAFF,
    ("POST", "/cases/{case_id:str}/measure"): STAFF,
    ("POST", "/cases/{case_id:str}/appeal"): STAFF,
    ("POST", "/cases/{case_id:str}/appeal-decision"): STAFF,
    ("POST", "/cases/{case_id:str}/export"): STAFF,
    # the hotline, and all that residents told the station
    ("GET", "/hotline"): TAKERS,
    ("GET", "/hotline/new"): TAKERS,
    ("POST", "/hotline"): TAKERS,
    ("GET", "/hotline/{entry_id:str}"): TAKERS,
    ("POST", "/hotline/{entry_id:str}/matters"): TAKERS,
    ("GET", "/register"): TAKERS,
    ("GET", "/register/figures"): TAKERS,
    **{
        (method, f"/register.{form}"): LEADS | {"clerk"}
        for form in ("csv", "xlsx")
        for method in ("GET", "POST")
    },
    ("GET", "/register/months"): LEADS,
    ("POST", "/register/months/{month:str}/closing"): HEADS,
    ("GET", "/register/months/{month:str}/archive.csv"): LEADS,
    ("GET", "/register/months/{month:str}/archive.xlsx"): LEADS,
    ("GET", "/concerns"): TAKERS,
    ("POST", "/concerns/{concern_id:str}/matter"): DOORSTEP,
    ("GET", "/opinions"): TAKERS,
    ("GET", "/opinions/new"): TAKERS,
    ("POST", "/opinions"): TAKERS,
    ("GET", "/opinions/{opinion_id:str}"): TAKERS,
    ("POST", "/opinions/{opinion_id:str}/striking"): TAKERS,
    ("GET", "/daily-log"): DOORSTEP,
    ("POST", "/daily-log/{grid_id:str}/{on:str}"): DOORSTEP,
    ("GET", "/tickets"): LEADS | {"clerk"},
    ("POST", "/tickets/files"): LEADS | {"clerk"},
    ("GET", "/tickets/files/{file_id:str}"): LEADS | {"clerk"},
    ("POST", "/tickets/files/{file_id:str}/writing"): LEADS | {"clerk"},
    ("POST", "/tickets/files/{file_id:str}/dropping"): LEADS | {"clerk"},
    ("POST", "/tickets/{ticket_id:str}/answer"): LEADS | {"clerk"},
    ("POST", "/tickets/answers.csv"): LEADS | {"clerk"},
    ("POST", "/tickets/answers.json"): LEADS | {"clerk"},
    ("GET", "/follow"): ALL,
    ("POST", "/follow"): ALL,
    ("POST", "/follow/rating"): ALL,
    ("POST", "/follow/withdrawal"): ALL,
    ("GET", "/follow/done"): ALL,
    # file and place
    ("GET", "/accuracy"): KEEPERS,
    ("POST", "/accuracy"): LEADS,
    ("GET", "/accuracy/new"): LEADS,
    ("GET", "/accuracy/{campaign_id:str}"): KEEPERS,
    ("POST", "/accuracy/{campaign_id:str}/closing"): LEADS,
    ("GET", "/accuracy/{campaign_id:str}/document"): KEEPERS,
    ("GET", "/accuracy/{campaign_id:str}/result.csv"): KEEPERS,
    ("GET", "/accuracy/records/{record_id:str}"): DOORSTEP,
    ("POST", "/accuracy/records/{record_id:str}"): DOORSTEP,
    # leave
    ("GET", "/leave"): MEMBERS,
    ("GET", "/leave/new"): MEMBERS,
    ("GET", "/leave/check"): MEMBERS,
    ("POST", "/leave"): MEMBERS,
    ("GET", "/leave/{leave_id:str}"): MEMBERS,
    ("POST", "/leave/{leave_id:str}/answer"): LEADS,
    ("POST", "/leave/{leave_id:str}/withdrawal"): MEMBERS,
    ("POST", "/leave/{leave_id:str}/return"): MEMBERS,
    ("GET", "/news"): MEMBERS,
    ("GET", "/news/{told_id:str}"): MEMBERS,
    ("POST", "/news/reading"): MEMBERS,
    ("POST", "/push/subscription"): MEMBERS,
    ("POST", "/push/subscription/end"): MEMBERS,
    ("GET", "/me/feed"): MEMBERS,
    ("POST", "/me/feed"): MEMBERS,
    ("POST", "/me/feed/revocation"): MEMBERS,
    ("GET", "/feeds/{name:str}"): ALL,
    ("GET", "/calendar"): MEMBERS,
    ("POST", "/calendar/days"): HEADS,
    ("POST", "/calendar/removals"): HEADS,
    # the doorstep
    ("GET", "/households"): DOORSTEP,
    ("GET", "/households/{household_id:str}"): DOORSTEP,
    ("GET", "/households/{household_id:str}/file"): DOORSTEP | {"steward"},
    ("POST", "/households/{household_id:str}/verification"): DOORSTEP,
    ("GET", "/households/{household_id:str}/fields"): DOORSTEP,
    ("POST", "/households/{household_id:str}/fields"): LEADS,
    ("POST", "/households/{household_id:str}/corrections"): DOORSTEP,
    ("GET", "/corrections"): STEWARDS,
    ("POST", "/corrections/{correction_id:str}/decision"): STEWARDS,
    ("GET", "/households/{household_id:str}/consents"): DOORSTEP,
    ("POST", "/households/{household_id:str}/consents"): DOORSTEP,
    ("GET", "/consents/{consent_id:str}"): DOORSTEP,
    ("POST", "/consents/{consent_id:str}/withdrawal"): DOORSTEP,
    ("GET", "/households/{household_id:str}/needs"): DOORSTEP,
    ("POST", "/households/{household_id:str}/needs"): DOORSTEP,
    ("GET", "/needs/{need_id:str}"): DOORSTEP,
    ("POST", "/needs/{need_id:str}/review"): DOORSTEP,
    ("POST", "/needs/{need_id:str}/ending"): DOORSTEP,
    ("GET", "/households/{household_id:str}/move"): DOORSTEP,
    ("POST", "/households/{household_id:str}/move"): DOORSTEP,
    ("GET", "/households/{household_id:str}/move-out"): DOORSTEP,
    ("POST", "/households/{household_id:str}/move-out"): DOORSTEP,
    ("GET", "/households/new"): DOORSTEP,
    ("POST", "/households"): DOORSTEP,
    ("GET", "/rights"): HEADS,
    ("GET", "/households/{household_id:str}/rights"): HEADS,
    ("POST", "/households/{household_id:str}/rights"): HEADS,
    ("GET", "/rights/{request_id:str}"): HEADS,
    ("POST", "/rights/{request_id:str}/copy"): HEADS,
    ("POST", "/rights/{request_id:str}/completion"): HEADS,
    ("POST", "/rights/{request_id:str}/erasure"): HEADS,
    ("POST", "/rights/{request_id:str}/refusal"): HEADS,
    ("GET", "/duplicates"): STEWARDS,
    ("POST", "/households/{household_id:str}/merger"): STEWARDS,
    ("POST", "/round"): STAFF,
    ("POST", "/sync"): STAFF,
    ("POST", "/sync/erasures"): STAFF,
    ("PUT", "/sync/files/{record:str}/{sha256:str}"): STAFF,
    ("POST", "/visits"): WORKERS,
    # reports from doors and patrols, and what has no answer yet
    ("GET", "/reports/new"): ALL,
    ("GET", "/reports/alike"): ALL,
    ("POST", "/reports"): DOORSTEP,
    ("GET", "/matters/{matter_id:str}/photos/{sha256:str}"): STAFF,
    ("GET", "/unanswered"): LEADS,
    ("GET", "/utilities"): MEMBERS,
    ("POST", "/utilities/reviews"): MEMBERS,
    ("GET", "/visits/{visit_id:str}"): DOORSTEP | {"steward"},
    ("GET", "/visits/{visit_id:str}/photos/{sha256:str}"): STAFF,
    ("POST", "/visits/{visit_id:str}/amendments"): DOORSTEP,
    # the lead's view
    ("GET", "/visits"): LEADS,
    ("GET", "/visits/map"): LEADS,
    ("GET", "/unreached"): LEADS,
    ("GET", "/set-aside"): LEADS,
    ("POST", "/set-aside/{visit_id:str}/decision"): LEADS,
    ("GET", "/paper-visits"): LEADS,
    ("POST", "/paper-visits"): LEADS,
    ("GET", "/paper-visits/{visit_id:str}"): WORKERS,
    ("POST", "/paper-visits/{visit_id:str}/answer"): WORKERS,
    ("GET", "/unlisted"): STEWARDS,
    ("GET", "/devices"): LEADS,
    ("GET", "/devices/{person_id:str}/{device_id:str}/retirement"): LEADS,
    ("POST", "/devices/{person_id:str}/{device_id:str}/retirement"): LEADS,
    # rosters
    ("GET", "/hours/{code:str}"): ALL,
    ("GET", "/checkpoints/{code:str}"): ALL,
    ("GET", "/pairs"): MEMBERS,
    ("POST", "/pairs/{monday:str}"): LEADS,
    ("POST", "/pairs/{monday:str}/note"): MEMBERS,
    ("GET", "/roster"): MEMBERS,
    ("GET", "/roster/fairness"): MEMBERS,
    ("GET", "/roster/terms"): HEADS,
    ("POST", "/roster/terms"): HEADS,
    ("GET", "/skills"): MEMBERS,
    ("POST", "/skills/{person_id:str}"): HEADS,
    ("GET", "/swaps"): MEMBERS,
    ("GET", "/swaps/new"): MEMBERS,
    ("POST", "/swaps"): MEMBERS,
    ("POST", "/swaps/{swap_id:str}/agreement"): MEMBERS,
    ("POST", "/swaps/{swap_id:str}/answer"): LEADS,
    ("POST", "/swaps/{swap_id:str}/withdrawal"): MEMBERS,
    ("GET", "/roster/{monday:str}"): MEMBERS,
    ("GET", "/roster/{monday:str}/versions/{version:str}"): MEMBERS,
    ("GET", "/roster/{monday:str}/draft"): LEADS,
    ("POST", "/roster/{monday:str}/draft"): LEADS,
    ("POST", "/roster/{monday:str}/dropping"): LEADS,
    ("POST", "/roster/{monday:str}/publication"): LEADS,
    ("GET", "/roster/{monday:str}/hotline/{on:str}"): LEADS,
    ("POST", "/roster/{monday:str}/hotline/{on:str}"): LEADS,
    ("GET", "/roster/{monday:str}/shifts/{person_id:str}/{on:str}"): LEADS,
    ("POST", "/roster/{monday:str}/shifts/{person_id:str}/{on:str}"): LEADS,
    # the books
    ("GET", "/books"): KEEPERS,
    ("GET", "/books/completeness"): KEEPERS,
    ("GET", "/books/exports"): frozenset({"head", "steward"}),
    ("GET", "/books/grids/{grid_id:str}/print"): DOORSTEP,
    **{
        ("GET", f"/books/{name}{rest}"): SEEN[name]
        for name in SEEN
        for rest in ("", "/print", "/{row_id:str}/history")
    },
    **{
        (method, f"/books/{name}.{form}"): EXPORTING[name]
        for name in EXPORTING
        for form in ("xlsx", "csv")
        for method in ("GET", "POST")
    },
    ("GET", "/books/units/new"): STEWARDS,
    ("POST", "/books/units"): STEWARDS,
    ("GET", "/books/units/{unit_id:str}"): STEWARDS,
    ("POST", "/books/units/{unit_id:str}"): STEWARDS,
    ("POST", "/books/units/{unit_id:str}/closing"): STEWARDS,
    ("POST", "/books/units/{unit_id:str}/opening"): STEWARDS,
    # the catalogue: public, but for those who keep it
    ("GET", "/catalogue"): ALL,
    ("GET", "/catalogue/agency"): ALL,
    ("GET", "/catalogue/{code:str}"): ALL,
    ("GET", "/certificates"): ALL,
    ("GET", "/catalogue.xlsx"): STAFF,
    ("GET", "/catalogue.csv"): STAFF,
    ("GET", "/catalogue/drafts"): DISTRICT,
    ("GET", "/catalogue/import"): DISTRICT,
    ("POST", "/catalogue/import"): DISTRICT,
    ("POST", "/catalogue/import/writing"): DISTRICT,
    ("POST", "/catalogue/import/dropping"): DISTRICT,
    ("GET", "/catalogue/listing"): DISTRICT,
    ("POST", "/catalogue/listing"): DISTRICT,
    ("GET", "/catalogue/{code:str}/edit"): DISTRICT,
    **{
        ("POST", f"/catalogue/{{code:str}}/{noun}"): DISTRICT
        for noun in ("draft", "publication", "dropping", "withdrawal", "listing", "unlisting")
    },
    ("GET", "/catalogue/use"): HEADS,
    ("POST", "/catalogue/use"): HEADS,
    ("POST", "/catalogue/{code:str}/use"): HEADS,
    ("POST", "/catalogue/{code:str}/use-ending"): HEADS,
    ("GET", "/catalogue/windows"): MEMBERS,
    ("POST", "/catalogue/windows"): HEADS,
    ("GET", "/chains"): STAFF,
    ("GET", "/chains/{code:str}"): STAFF,
    ("POST", "/chains/{code:str}"): DISTRICT,
    ("GET", "/admissions"): STAFF,
    ("GET", "/admissions/new"): OFFICERS,
    ("POST", "/admissions"): OFFICERS,
    ("GET", "/admissions/{admission_id:str}"): STAFF,
    ("POST", "/admissions/{admission_id:str}/decision"): DISTRICT,
    ("POST", "/admissions/{admission_id:str}/answers"): HEADS,
    # people
    ("GET", "/staff"): LEADS,
    ("POST", "/staff"): HEADS,
    ("GET", "/staff/new"): HEADS,
    ("GET", "/staff/{person_id:str}"): HEADS,
    ("POST", "/staff/{person_id:str}/invitations"): HEADS,
    ("POST", "/staff/{person_id:str}/devices/{key_id:str}/revocation"): HEADS,
    ("POST", "/staff/{person_id:str}/recoveries"): HEADS,
    # moving in from spreadsheets
    ("GET", "/imports"): MOVERS,
    ("POST", "/imports"): MOVERS,
    ("GET", "/imports/template.xlsx"): MOVERS,
    ("GET", "/imports/{job_id:str}"): MOVERS,
    ("POST", "/imports/{job_id:str}/mapping"): MOVERS,
    ("POST", "/imports/{job_id:str}/writing"): MOVERS,
    ("POST", "/imports/{job_id:str}/dropping"): MOVERS,
    ("GET", "/imports/{job_id:str}/marked.xlsx"): MOVERS,
    # the station's set-up
    ("GET", "/station"): LEADS,
    ("POST", "/station/sizes"): HEADS,
    ("POST", "/station/take-minutes"): HEADS,
    ("GET", "/station/grids/{grid_id:str}"): LEADS,
    ("GET", "/station/posts"): LEADS,
    ("GET", "/station/posts/{person_id:str}"): HEADS,
    ("POST", "/station/posts/{person_id:str}/joining"): HEADS,
    ("POST", "/station/posts/{person_id:str}/backups"): HEADS,
    ("POST", "/station/posts/{person_id:str}/delegation"): HEADS,
    ("POST", "/station/posts/{person_id:str}/headship"): HEADS,
    ("POST", "/station/holdings/{holding_id:str}/ending"): HEADS,
    ("POST", "/station/holdings/{holding_id:str}/move"): HEADS,
    ("GET", "/station/hand-overs/{hand_over_id:str}"): DOORSTEP,
    ("POST", "/station/hand-overs/{hand_over_id:str}/taking"): DOORSTEP,
    ("GET", "/station/buildings"): LEADS,
    ("POST", "/station/buildings"): HEADS,
    ("GET", "/station/buildings/{building_id:str}"): LEADS,
    ("POST", "/station/buildings/{building_id:str}"): HEADS,
    ("POST", "/station/buildings/{building_id:str}/doors"): HEADS,
    # the area tree
    ("GET", "/areas"): OFFICERS,
    ("GET", "/areas/{code:str}"): OFFICERS,
    ("POST", "/areas/{code:str}/views"): OFFICERS,
    ("GET", "/areas/judges"): OFFICERS,
    ("GET", "/areas/judges/{code:str}"): OFFICERS,
    ("POST", "/areas/judges/{code:str}/appointments"): frozenset({"street_officer"}),
    ("POST", "/areas/judges/{code:str}/appointments/{holding_id:str}/ending"): frozenset(
        {"street_officer"}
    ),
    ("POST", "/areas/judges/{code:str}/appointments/{holding_id:str}/invitations"): frozenset(
        {"street_officer"}
    ),
    # departments outside, and what is passed on to them: the inbox is theirs, and the street's
    ("GET", "/areas/departments"): OFFICERS,
    ("POST", "/areas/departments"): OFFICERS,
    ("GET", "/areas/departments/{department_id:str}"): OFFICERS,
    ("POST", "/areas/departments/{department_id:str}/closing"): OFFICERS,
    ("POST", "/areas/departments/{department_id:str}/seats"): OFFICERS,
    ("POST", "/areas/departments/{department_id:str}/seats/{seat_id:str}/ending"): OFFICERS,
    ("POST", "/areas/departments/{department_id:str}/seats/{seat_id:str}/invitations"): OFFICERS,
    ("GET", "/referrals"): frozenset({"street_officer"}),
    ("GET", "/referrals/news/{told_id:str}"): frozenset({"street_officer"}),
    ("POST", "/referrals/news/reading"): frozenset({"street_officer"}),
    ("GET", "/referrals/{matter_id:str}"): frozenset({"street_officer"}),
    ("POST", "/referrals/{matter_id:str}/acceptance"): frozenset({"street_officer"}),
    ("POST", "/referrals/{matter_id:str}/return"): frozenset({"street_officer"}),
    ("POST", "/referrals/{matter_id:str}/progress"): frozenset({"street_officer"}),
    ("POST", "/referrals/{matter_id:str}/closing"): frozenset({"street_officer"}),
    ("GET", "/referrals/new"): MEMBERS,
    ("POST", "/referrals"): MEMBERS,
    # the service team
    ("GET", "/team"): DOORSTEP | {"clerk"},
    ("POST", "/team"): LEADS,
    ("GET", "/team/new"): LEADS,
    ("POST", "/team/terms"): HEADS,
    ("GET", "/team/{member_id:str}"): DOORSTEP | {"clerk"},
    ("POST", "/team/{member_id:str}/buildings"): LEADS,
    ("POST", "/team/{member_id:str}/ending"): LEADS,
    ("GET", "/team/tasks/new"): DOORSTEP | {"clerk"},
    ("POST", "/team/tasks"): DOORSTEP | {"clerk"},
    # the rules, the breaches and the cases
    ("GET", "/rules"): MEMBERS,
    ("GET", "/rules/{code:str}"): MEMBERS,
    ("GET", "/rules/{code:str}/versions/{version:str}"): MEMBERS,
    ("POST", "/rules/{code:str}/reading"): MEMBERS,
    ("POST", "/rules/{code:str}/versions"): HEADS,
    ("GET", "/breaches"): MEMBERS,
    ("POST", "/breaches/{matter_id:str}/{number:str}/reply"): MEMBERS,
    ("GET", "/knowledge"): MEMBERS,
    ("GET", "/knowledge/new"): MEMBERS,
    ("POST", "/knowledge"): MEMBERS,
    ("GET", "/knowledge/{story_id:str}"): MEMBERS,
    ("POST", "/knowledge/{story_id:str}"): MEMBERS,
    ("POST", "/knowledge/{story_id:str}/decision"): HEADS,
    ("POST", "/knowledge/{story_id:str}/withdrawal"): HEADS,
    ("GET", "/area-views"): HEADS | {"steward"},
    ("GET", "/station/plan"): LEADS,
    ("GET", "/station/plans/{plan_id:str}"): LEADS,
    ("POST", "/station/plans"): HEADS,
    ("POST", "/station/plans/{plan_id:str}/buildings"): HEADS,
    ("POST", "/station/plans/{plan_id:str}/grids"): HEADS,
    ("POST", "/station/plans/{plan_id:str}/grids/{grid_id:str}"): HEADS,
    ("POST", "/station/plans/{plan_id:str}/grids/{grid_id:str}/removal"): HEADS,
    ("POST", "/station/plans/{plan_id:str}/outlines"): HEADS,
    ("POST", "/station/plans/{plan_id:str}/publication"): HEADS,
    ("POST", "/station/plans/{plan_id:str}/dropping"): HEADS,
    ("POST", "/station/plans/{plan_id:str}/withdrawal"): HEADS,
    ("GET", "/station/tree"): LEADS,
    ("GET", "/station/hand-overs/{hand_over_id:str}/notice"): DOORSTEP,
    ("POST", "/station/buildings/{building_id:str}/chiefs"): LEADS,
    ("POST", "/station/chiefs/{chief_id:str}/ending"): LEADS,
    ("GET", "/recoveries"): OFFICERS,
    ("POST", "/recoveries/for/{person_id:str}"): OFFICERS,
    ("POST", "/recoveries/{recovery_id:str}/confirmation"): OFFICERS,
    ("POST", "/recoveries/{recovery_id:str}/refusal"): STAFF,
    ("POST", "/recoveries/{recovery_id:str}/invitation"): STAFF,
}


def routes_of(app: Litestar) -> Iterator[tuple[str, str]]:
    """Every method and path that the application answers."""
    for route in app.routes:
        for method in getattr(route, "route_handler_map", {}):
            if method not in ("OPTIONS", "HEAD"):
                yield method, route.path


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_route_says_who_it_is_for(app: Litestar) -> None:
    routes = set(routes_of(app))
    assert routes - set(TABLE) == set(), "new routes need a row"
    assert set(TABLE) - routes == set(), "rows without a route"
    for route in app.routes:
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            if method != "OPTIONS":
                assert "guard" in handler.opt, f"{method} {route.path} declares no guard"


def test_every_route_that_names_a_thing_says_whose_it_is() -> None:
    told = [row for rows in SCOPE.values() for row in rows]
    named = {
        f"{method} {path.replace(':str', '')}"
        for method, path in TABLE
        if "{" in path and not path.startswith(NOWHERE)
    }
    assert named - set(told) == set(), "new routes need a row in tests/scope_table.py"
    assert set(told) - named == set(), "rows without a route"
    assert len(told) == len(set(told))
