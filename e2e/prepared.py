"""The demo, with something on every page that `test_pages` opens: plans, answers, ids for paths."""

import json
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

from app.kit.ids import uuid7
from e2e.held import change, rows
from e2e.server import Server

# Which page is which: the ids by the names that the paths of `test_pages` give them.
IDS = "ids.json"


def prepare(demo: Path, data: Path) -> None:
    """Make a copy of the demo in `data`, with everything in it and IDS beside."""
    shutil.copytree(demo, data)
    server = Server(data).start()
    try:
        ids = _filled(server)
    finally:
        server.stop()
    (data / IDS).write_text(json.dumps(ids, default=str))


def paths(data: Path, pages: Iterable[str]) -> list[str]:
    """The pages with real ids in them."""
    ids = json.loads((data / IDS).read_text())
    return [path.format(**ids) for path in pages]


def _signed_in(server: Server, who: str) -> httpx.Client:
    """Somebody of the demo, signed in; they send forms as a page would."""
    answer = httpx.get(f"{server.origin}/demo/{who}")
    # By hand: the cookie is only for HTTPS, which to a browser localhost is as good as.
    session = {"Cookie": answer.headers["set-cookie"].split(";")[0], "Origin": server.origin}
    return httpx.Client(base_url=server.origin, headers=session, timeout=60)


def _plan_ahead(lead: httpx.Client, server: Server) -> date:
    """The lead publishes the roster of next week and begins that of the week after, so that on any
    day there are shifts to come and a draft; the Monday of the draft."""
    last = max(one["monday"] for one in rows(server, "SELECT monday FROM roster_week"))
    soon, later = (date.fromisoformat(last) + timedelta(weeks=weeks) for weeks in (1, 2))
    for path, how in (
        (f"/roster/{soon}/draft", "fresh"),
        (f"/roster/{soon}/publication", ""),
        (f"/roster/{soon}/draft", "fresh"),
        (f"/roster/{soon}/publication", ""),
        (f"/roster/{later}/draft", "fresh"),
    ):
        _sent(lead, path, how=how)
    return later


def _sent(person: httpx.Client, path: str, **fields: Any) -> str:
    """Send a form; the path of the page that follows."""
    answer = person.post(path, data=fields)
    assert answer.status_code == 303, path
    page = str(answer.headers["location"])
    assert person.get(page).status_code == 200, page
    return page


def _leave_asked(worker: httpx.Client) -> str:
    """A worker asks for a day of leave; the id of it."""
    on = date.today() + timedelta(days=30)
    while on.weekday() > 4:
        on += timedelta(days=1)
    days = {"first_on": str(on), "first_part": "am", "last_on": str(on), "last_part": "pm"}
    return _sent(worker, "/leave", kind="personal", words="家里有事", **days).rsplit("/", 1)[-1]


def _accepted(clerk: httpx.Client) -> str:
    """A clerk accepts something at the window; its id."""
    form = {"id": uuid7(), "here": "window", "came": "window", "ending": "accept"}
    made = _sent(clerk, "/matters", title="楼道灯不亮", applicant="孙桂兰", **form)
    return made.rsplit("/", 1)[-1]


def _in_the_hall(server: Server, person_id: str) -> None:
    """Somebody's shifts of these days are at the hall, whose screen shows a code."""
    change(server, "UPDATE roster_shift SET post = 'A' WHERE person_id = ?", person_id)
    change(
        server,
        "INSERT INTO day_terms SELECT id, '2026-01-01', '08:30:00.000000', '15:30:00.000000', 10,"
        " '08:30:00.000000', '19:00:00.000000', 2, 2, 50, 1 FROM community",
    )


def _replaced(server: Server) -> str:
    """A version of a roster that another has replaced."""
    (one,) = rows(
        server, "SELECT version, monday FROM roster_week WHERE state = 'replaced' LIMIT 1"
    )
    return f"{one['monday']}/versions/{one['version']}"


def _filled(server: Server) -> dict[str, Any]:
    """Put something on every page; the ids for the paths."""
    with _signed_in(server, "grid-lead") as lead:
        drafted = _plan_ahead(lead, server)
    with _signed_in(server, "grid-worker") as wang:
        own = _leave_asked(wang)
    with _signed_in(server, "clerk") as clerk:
        accepted = _accepted(clerk)
    (worker,) = rows(server, "SELECT id FROM person WHERE name = '王敏'")
    (mate,) = rows(server, "SELECT id FROM person WHERE name = '李强'")
    _in_the_hall(server, mate["id"])
    (shift,) = rows(
        server,
        "SELECT s.id FROM roster_shift s JOIN roster_week w ON w.id = s.week_id"
        " WHERE s.person_id = ? AND w.state = 'published' ORDER BY s.\"on\" DESC LIMIT 1",
        worker["id"],
    )
    (keyless,) = rows(server, "SELECT id, person_id FROM device WHERE retired_at IS NULL LIMIT 1")
    (record,) = rows(
        server,
        "SELECT id, household_id FROM visit WHERE author_id = ? AND household_id IS NOT NULL"
        " ORDER BY received_at DESC LIMIT 1",
        worker["id"],
    )
    (home,) = rows(
        server,
        "SELECT a.code, b.building_id, b.grid_id FROM household h"
        " JOIN area a ON a.id = h.community_id"
        " JOIN grid_building b ON b.building_id = h.building_id WHERE h.id = ?",
        record["household_id"],
    )
    ids: dict[str, Any] = {
        "door": record["household_id"],
        "record": record["id"],
        "colleague": worker["id"],
        "worker": worker["id"],
        "home": home["code"],
        "grid": home["grid_id"],
        "building": home["building_id"],
        "month": date.today().strftime("%Y-%m"),
        "monday": drafted - timedelta(weeks=2),
        "nobodys": "2027-11-29",
        "drafted": drafted,
        "shift": shift["id"],
        "mate": mate["id"],
        "phone": f"{keyless['person_id']}/{keyless['id']}",
        "replaced": _replaced(server),
        "own": own,
        "admission": rows(server, "SELECT id FROM admission WHERE decision = ''")[0]["id"],
        "leave": rows(server, "SELECT id FROM day_leave WHERE state = 'asked'")[0]["id"],
        "soon": date.today() + timedelta(days=20),
        "accepted": accepted,
    }
    ids |= _checked(server, worker["id"])
    ids |= _compared(server, worker["id"])
    return ids | _cases(server) | _outside(server) | _told(server)


def _outside(server: Server) -> dict[str, str]:
    """A matter that a department has to answer, one that it returned, one that came online and
    waits to be taken, and who else there is."""
    asked = {
        "untaken": "SELECT id FROM matter WHERE channel = 'portal' ORDER BY opened_at DESC LIMIT 1",
        "passed": "SELECT matter_id AS id FROM matter_passed WHERE answer = 'accepted'",
        "returned": "SELECT matter_id AS id FROM matter_passed WHERE answer = 'returned'",
        "archived": "SELECT id FROM matter WHERE stage = 'archived' AND NOT restricted LIMIT 1",
        "office": "SELECT id FROM department WHERE kind = 'street'",
        "helper": "SELECT id FROM team_member WHERE agent LIMIT 1",
        "known": "SELECT id FROM knowledge_case LIMIT 1",
    }
    return {name: rows(server, one)[0]["id"] for name, one in asked.items()}


def _told(server: Server) -> dict[str, str]:
    """Help at home that was agreed, an opinion that stands, and a file of tickets."""
    (entry,) = rows(server, "SELECT id FROM register_entry WHERE slot_from IS NOT NULL LIMIT 1")
    (opinion,) = rows(server, "SELECT id FROM opinion WHERE struck_at IS NULL LIMIT 1")
    (file,) = rows(server, "SELECT id FROM ticket_file LIMIT 1")
    return {"entry": entry["id"], "opinion": opinion["id"], "tickets": file["id"]}


def _cases(server: Server) -> dict[str, str]:
    """A case at each of these stages, as the demo has them."""
    found = rows(server, "SELECT id, told FROM case_file WHERE closed_at IS NULL")
    return {str(one["told"]): one["id"] for one in found}


def _checked(server: Server, worker: str) -> dict[str, str]:
    """A day whose draw is published, a check of it, and one that is still to be done."""
    (draw,) = rows(
        server, "SELECT day FROM draw WHERE published_at IS NOT NULL ORDER BY day DESC LIMIT 1"
    )
    (check,) = rows(
        server,
        "SELECT id FROM spot_check WHERE worker_id = ? AND outcome = 'true' ORDER BY day LIMIT 1",
        worker,
    )
    (ask,) = rows(server, "SELECT id FROM spot_check WHERE closed_at IS NULL LIMIT 1")
    return {"drawn": draw["day"], "check": check["id"], "ask": ask["id"]}


def _compared(server: Server, worker: str) -> dict[str, str]:
    """A comparison with its result, one that runs, a record to look at and one that differs."""
    found = rows(server, "SELECT id FROM accuracy_campaign ORDER BY opened_at")
    (compare,) = rows(
        server,
        "SELECT id FROM accuracy_record WHERE asked_id = ? AND outcome = '' LIMIT 1",
        worker,
    )
    (differs,) = rows(server, "SELECT id FROM accuracy_record WHERE ticks LIKE '%differs%' LIMIT 1")
    return {
        "result": found[0]["id"],
        "running": found[1]["id"],
        "compare": compare["id"],
        "differs": differs["id"],
    }
