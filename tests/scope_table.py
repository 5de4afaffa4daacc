"""What each of the cast gets when they ask for something of grid 3, by its real id.

Columns as in ACTORS. `.`: they may; else the answer that they get instead. 401 shows the way to
sign in; a thing of another grid or community is not found, 403 is a door that is not theirs. A
404 for everybody: the thing is there, but there is nothing to do with it now.
"""

ACTORS = (
    "anonymous",
    "wang",  # the worker of the grid
    "li",  # a worker of another grid
    "lead",
    "head",
    "other_head",  # of another community
    "steward",
    "clerk",
    "street_officer",
)

# Who comes in with a secret in the address, or what is the same for everyone, is in no grid; the
# phone's photos answer in their own words (tests/sync/test_photos.py).
NOWHERE = (
    "/static/",
    "/demo/",
    "/feeds/",
    "/hours/",
    "/checkpoints/",
    # What may be asked of stations, and who asked them to take it on: the same for everybody.
    "/catalogue/",
    "/chains/",
    "/admissions/",
    "/invitations/",
    "/sync/files/",
)

# fmt: off
SCOPE: dict[str, tuple[str, ...]] = {
    # Open, and the lead's to do: its worker does not know that it is there.
    "401 404 404 . . 404 404 404 403": (
        "GET /checks/{check_id}",
    ),
    "401 403 403 . 404 404 403 403 403": (
        "POST /checks/{check_id}/answers",
        "POST /checks/{check_id}/outcome",
    ),
    # Another's check, which the head alone is to compare once more.
    "401 403 403 404 . 404 403 403 403": (
        "POST /checks/{check_id}/second-reading",
    ),
    "401 403 403 409 . 404 403 403 403": (
        "POST /checks/{check_id}/taking-over",
    ),
    # A matter of grid 3, for its worker, for every window, and for who leads.
    "401 . 404 . . 404 404 . 403": (
        "GET /matters/{matter_id}",
        "POST /matters/{matter_id}/{noun}",
        "GET /matters/{matter_id}/archive.zip",
        "POST /matters/{matter_id}/archive.zip",
    ),
    # Of grid 3, and of every window (rows R144, R133).
    "401 . 404 . . 404 403 . 403": (
        "GET /window/{matter_id}",
        "GET /matters/{matter_id}/slips/{kind}",
        "GET /matters/{matter_id}/code.svg",
        "POST /window/{matter_id}/handing-out",
        "GET /team/{member_id}",
        "GET /hotline/{entry_id}",
        "POST /hotline/{entry_id}/matters",
        "GET /opinions/{opinion_id}",
        "POST /opinions/{opinion_id}/striking",
    ),
    "401 403 403 . . 404 403 . 403": (
        "GET /tickets/files/{file_id}",
        "POST /tickets/files/{file_id}/writing",
        "POST /tickets/files/{file_id}/dropping",
        "POST /tickets/{ticket_id}/answer",
    ),
    # Over, and closed already: the other station has none.
    "401 403 403 403 409 . 403 403 403": (
        "POST /register/months/{month}/closing",
    ),
    # Told of, and the worker's turn: nobody else's, and nobody else sees that it is there.
    "401 . 404 . . 404 404 404 404": (
        "GET /cases/{case_id}",
        "GET /cases/{case_id}/draw",
        "GET /cases/{case_id}/photos/{photo_id}",
    ),
    "401 . 404 403 403 404 404 404 404": (
        "POST /cases/{case_id}/extension",
        "POST /cases/{case_id}/replies",
    ),
    "401 409 404 409 409 404 404 404 404": (
        "POST /cases/{case_id}/technical-check",
        "POST /cases/{case_id}/notice",
        "POST /cases/{case_id}/votes",
        "POST /cases/{case_id}/measure",
        "POST /cases/{case_id}/appeal",
        "POST /cases/{case_id}/appeal-decision",
        "POST /cases/{case_id}/export",
    ),
    # Written by its worker, and waiting for the head.
    "401 . 404 404 . 404 404 404 403": (
        "GET /knowledge/{story_id}",
    ),
    # The same five in every community.
    "401 . . . . . . . 403": (
        "GET /rules/{code}",
        "GET /rules/{code}/versions/{version}",
        "POST /rules/{code}/reading",
        "GET /roster/{monday}",
    ),
    "401 403 403 403 . . 403 403 403": (
        "POST /rules/{code}/versions",
    ),
    # Of the books as a whole, for everybody who keeps them.
    "401 . . . . 404 . 403 403": (
        "GET /accuracy/{campaign_id}",
        "GET /accuracy/{campaign_id}/document",
        "GET /accuracy/{campaign_id}/result.csv",
    ),
    # A door of grid 3, for the worker of another grid who was asked; its own worker keeps it.
    "401 404 . . . 404 403 403 403": (
        "GET /accuracy/records/{record_id}",
        "POST /accuracy/records/{record_id}",
    ),
    # Signed in time: there is nothing to decide.
    "401 403 403 409 409 404 403 403 403": (
        "POST /board/{person_id}/{on}/{part}/decision",
    ),
    "401 . 404 . . 404 . 403 403": (
        "GET /books/units/{row_id}/history",
        "GET /households/{household_id}/file",
    ),
    "401 . 404 . . 404 403 403 403": (
        "POST /concerns/{concern_id}/matter",
        "POST /daily-log/{grid_id}/{on}",
        "GET /books/grids/{grid_id}/print",
        "GET /books/households/{row_id}/history",
        "GET /books/needs/{row_id}/history",
        "GET /consents/{consent_id}",
        "POST /consents/{consent_id}/withdrawal",
        "GET /households/{household_id}",
        "GET /households/{household_id}/consents",
        "POST /households/{household_id}/consents",
        "POST /households/{household_id}/corrections",
        "GET /households/{household_id}/fields",
        "GET /households/{household_id}/move",
        "POST /households/{household_id}/move",
        "GET /households/{household_id}/move-out",
        "POST /households/{household_id}/move-out",
        "GET /households/{household_id}/needs",
        "POST /households/{household_id}/needs",
        "POST /households/{household_id}/verification",
        "GET /needs/{need_id}",
        "POST /needs/{need_id}/ending",
        "POST /needs/{need_id}/review",
        "GET /station/hand-overs/{hand_over_id}",
        "GET /station/hand-overs/{hand_over_id}/notice",
        "POST /visits/{visit_id}/amendments",
    ),
    "401 . 404 . . 404 404 404 403": (
        "GET /attendance/{person_id}/{month}",
        "GET /checks/people/{person_id}",
        "POST /attendance/{person_id}/{month}/sheet",
        "GET /leave/{leave_id}",
    ),
    "401 . 404 404 404 404 404 404 403": (
        "POST /swaps/{swap_id}/withdrawal",
        "POST /knowledge/{story_id}",
        "POST /breaches/{matter_id}/{number}/reply",
        "POST /leave/{leave_id}/withdrawal",
        "POST /day/decisions/{decision_id}/reply",
        "POST /day/touches/{touch_id}/confirmation",
        "GET /news/{told_id}",
    ),
    "401 404 404 404 404 404 404 404 403": (
        "POST /leave/{leave_id}/return",
    ),
    "401 403 403 . . 404 403 403 403": (
        "GET /register/months/{month}/archive.csv",
        "GET /register/months/{month}/archive.xlsx",
        "GET /devices/{person_id}/{device_id}/retirement",
        "POST /devices/{person_id}/{device_id}/retirement",
        "GET /roster/{monday}/draft",
        "GET /roster/{monday}/hotline/{on}",
        "GET /roster/{monday}/shifts/{person_id}/{on}",
        "GET /board/{person_id}/{on}",
        "POST /board/touches/{touch_id}/settlement",
        "POST /board/{person_id}/{on}/{part}/touches",
        "GET /station/buildings/{building_id}",
        "GET /station/grids/{grid_id}",
        "GET /station/plans/{plan_id}",
        "POST /households/{household_id}/fields",
        "POST /team/{member_id}/buildings",
        "POST /team/{member_id}/ending",
        "POST /leave/{leave_id}/answer",
        "POST /roster/{monday}/dropping",
        "POST /roster/{monday}/hotline/{on}",
        "POST /roster/{monday}/publication",
        "POST /swaps/{swap_id}/answer",
        "POST /roster/{monday}/shifts/{person_id}/{on}",
        "POST /accuracy/{campaign_id}/closing",
        "POST /set-aside/{visit_id}/decision",
        "POST /station/buildings/{building_id}/chiefs",
        "POST /station/chiefs/{chief_id}/ending",
    ),
    "401 . 404 . . 404 404 403 403": (
        "GET /visits/{visit_id}",
    ),
    "401 . 404 403 403 403 403 403 403": (
        "GET /paper-visits/{visit_id}",
        "POST /paper-visits/{visit_id}/answer",
    ),
    "401 . 404 404 404 404 403 403 403": (
        "POST /station/hand-overs/{hand_over_id}/taking",
    ),
    "401 . 404 404 404 404 404 404 .": (
        "POST /recoveries/{recovery_id}/refusal",
    ),
    "401 . 404 404 404 404 404 404 404": (
        "POST /me/devices/{key_id}/revocation",
        "POST /me/sessions/{session_id}/ending",
    ),
    "401 . . . . 404 . . 403": (
        "GET /draws/{day}",
        "GET /draws/{day}/document",
        "GET /roster/{monday}/versions/{version}",
    ),
    "401 403 403 . . . 403 403 403": (
        "POST /pairs/{monday}",
        "POST /roster/{monday}/draft",
    ),
    "401 . . 404 404 404 404 404 403": (
        "POST /pairs/{monday}/note",
    ),
    "401 404 . 404 404 404 404 404 403": (
        "POST /swaps/{swap_id}/agreement",
    ),
    "401 403 403 . . 404 . 403 403": (
        "GET /books/staff/{row_id}/history",
        "GET /books/units/{unit_id}",
        "POST /books/units/{unit_id}",
        "POST /books/units/{unit_id}/closing",
        "POST /books/units/{unit_id}/opening",
        "POST /corrections/{correction_id}/decision",
    ),
    "401 403 403 403 . 404 . 403 404": (
        "GET /imports/{job_id}",
        "POST /imports/{job_id}/dropping",
        "POST /imports/{job_id}/mapping",
        "POST /imports/{job_id}/writing",
    ),
    "401 403 403 403 . 404 403 403 403": (
        "POST /knowledge/{story_id}/decision",
        "POST /knowledge/{story_id}/withdrawal",
        "GET /households/{household_id}/rights",
        "POST /households/{household_id}/rights",
        "GET /rights/{request_id}",
        "POST /rights/{request_id}/copy",
        "POST /rights/{request_id}/completion",
        "POST /rights/{request_id}/erasure",
        "POST /rights/{request_id}/refusal",
        "POST /skills/{person_id}",
        "GET /staff/{person_id}",
        "POST /staff/{person_id}/devices/{key_id}/revocation",
        "POST /staff/{person_id}/invitations",
        "POST /staff/{person_id}/recoveries",
        "POST /station/buildings/{building_id}",
        "POST /station/buildings/{building_id}/doors",
        "POST /station/holdings/{holding_id}/ending",
        "POST /station/holdings/{holding_id}/move",
        "POST /station/plans/{plan_id}/buildings",
        "POST /station/plans/{plan_id}/dropping",
        "POST /station/plans/{plan_id}/grids",
        "POST /station/plans/{plan_id}/grids/{grid_id}",
        "POST /station/plans/{plan_id}/grids/{grid_id}/removal",
        "POST /station/plans/{plan_id}/publication",
        "GET /station/posts/{person_id}",
        "POST /station/posts/{person_id}/backups",
        "POST /station/posts/{person_id}/delegation",
        "POST /station/posts/{person_id}/headship",
        "POST /station/posts/{person_id}/joining",
    ),
    "401 403 403 403 . 404 403 403 404": (
        "POST /breach-reports/{report_id}/closing",
        "POST /breach-reports/{report_id}/taking",
    ),
    "401 403 403 403 403 403 403 403 404": (
        "GET /referrals/news/{told_id}",
    ),
    "401 403 403 403 403 403 403 403 .": (
        "GET /areas/{code}",
        "GET /areas/departments/{department_id}",
        "POST /areas/departments/{department_id}/closing",
        "POST /areas/departments/{department_id}/seats",
        "POST /areas/departments/{department_id}/seats/{seat_id}/ending",
        "POST /areas/departments/{department_id}/seats/{seat_id}/invitations",
        "GET /referrals/{matter_id}",
        "POST /referrals/{matter_id}/acceptance",
        "POST /referrals/{matter_id}/return",
        "POST /referrals/{matter_id}/progress",
        "POST /referrals/{matter_id}/closing",
        "GET /areas/judges/{code}",
        "POST /areas/judges/{code}/appointments",
        "POST /areas/judges/{code}/appointments/{holding_id}/ending",
        "POST /areas/judges/{code}/appointments/{holding_id}/invitations",
        "POST /areas/{code}/views",
        "POST /recoveries/for/{person_id}",
        "POST /recoveries/{recovery_id}/confirmation",
    ),
    "401 403 403 403 404 404 403 403 403": (
        "POST /station/plans/{plan_id}/withdrawal",
        "POST /station/plans/{plan_id}/outlines",
    ),
    "401 403 403 403 404 404 404 403 404": (
        "GET /imports/{job_id}/marked.xlsx",
    ),
    "401 403 403 404 404 404 404 403 403": (
        "POST /households/{household_id}/merger",
    ),
    "401 404 404 404 404 404 404 404 404": (
        "GET /cases/{case_id}/file",
        "GET /matters/{matter_id}/photos/{sha256}",
        "POST /recoveries/{recovery_id}/invitation",
        "GET /visits/{visit_id}/photos/{sha256}",
    ),
}
# fmt: on
