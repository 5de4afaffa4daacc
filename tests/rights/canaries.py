"""Forty words that stand nowhere else, planted wherever something is said of a household."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from sqlmodel import Session, select, update

from app.accuracy.models import AccuracyRecord, Campaign
from app.books.imports.commands.folder import folder_of
from app.households.models import (
    Consent,
    Correction,
    ExportLog,
    HouseholdChange,
    ImportJob,
    Need,
)
from app.kit import audit
from app.kit.ids import uuid7
from app.org.models import AccessLog, BreachReport, HandOver
from app.rights.models import RightsRequest
from app.settings import Settings
from app.spotchecks.models import SpotCheck
from app.visits.models import PaperVisit, SetAsideDecision, Visit
from tests.clock import MONDAY_NINE
from tests.sync.phone import Phone
from tests.visits.conftest import Station

NAME, PHONE = "雀儿一号", "15412340001"
OLD_NAME, OLD_PHONE = "雀儿二号", "15412340002"
DAY = MONDAY_NINE.date()


@dataclass
class Aviary:
    """What was planted, by place, and the records that a phone sent."""

    words: dict[str, str] = field(default_factory=dict)
    records: list[str] = field(default_factory=list)
    photo: str = ""

    def word(self, place: str) -> str:
        """A new canary for `place`."""
        assert place not in self.words
        self.words[place] = f"雀{len(self.words) + 10}鸟{place}"
        return self.words[place]

    def known(self, place: str, word: str) -> str:
        """A canary that is what it must be: a name, a number."""
        self.words[place] = word
        return word


def plant(station: Station, settings: Settings, door: str) -> Aviary:
    """Fill every kind of place about `door`, by the pages where there is one."""
    birds, town = Aviary(), station.town
    station.as_(town.head)
    first = {"contact_name": birds.known("old name", OLD_NAME), "giver": "family",
             "contact_phone": birds.known("old phone", OLD_PHONE), "contact_by": "phone",
             "people": "2", "channel": "door"}  # fmt: skip
    fields = f"/households/{door}/fields"
    assert station.post(fields, **first, reason=birds.word("change reason")).status_code == 303
    second = {**first, "contact_name": birds.known("name", NAME),
              "contact_phone": birds.known("phone", PHONE)}  # fmt: skip
    assert station.post(fields, **second, reason=birds.word("second reason")).status_code == 303
    need = {"asked_for": birds.word("need"), "service": birds.word("service"), "giver": "family",
            "channel": "door", "starts_on": "2026-11-23", "review_on": "2026-11-27",
            "ends_on": "2027-02-28", "every_days": "2"}  # fmt: skip
    assert station.post(f"/households/{door}/needs", **need).status_code == 303
    _from_the_phone(station, birds, door)
    _behind_the_pages(station, birds, door)
    _beside_the_database(station, settings, birds)
    return birds


def _from_the_phone(station: Station, birds: Aviary, door: str) -> None:
    town = station.town
    station.as_(town.wang)
    corrected = {"people": "3", "contact_by": "phone", "giver": "family", "channel": "door",
                 "contact_name": birds.word("corrected"), "contact_phone": "15412340003",
                 "reason": birds.word("correction reason")}  # fmt: skip
    birds.known("corrected phone", "15412340003")
    assert station.post(f"/households/{door}/corrections", **corrected).status_code == 303
    visit = station.write(door, findings=birds.word("findings"), requests=birds.word("request"),
                          next_on="2026-11-25", position="37.4912345,121.2409876,12,3")  # fmt: skip
    birds.known("latitude", "37.4912345")
    birds.known("longitude", "121.2409876")
    amended = {"id": uuid7(), "outcome": "met", "base": "1",
               "findings": birds.word("amended findings"),
               "requests": birds.word("amended request")}  # fmt: skip
    assert station.post(f"/visits/{visit}/amendments", **amended).status_code == 303
    phone = Phone(town.wang, town.community)
    photo = picture(birds)
    name = hashlib.sha256(photo).hexdigest()
    body = {"household": door, "outcome": "met", "findings": birds.word("sent findings"),
            "requests": [birds.word("sent request")], "visited_at": "2026-11-23T08:41"}  # fmt: skip
    files = [{"sha256": name, "size": len(photo), "type": "image/jpeg"}]
    text = phone.visit(door, station.clock(), body=body, files=files)
    birds.records.append(text)
    reply = station.client.post("/sync", json=phone.request([text]))
    assert '"accepted"' in reply.text.replace("\\", ""), reply.text
    record = json.loads(text)["id"]
    put = f"/sync/files/{record}/{name}?nonce={'0' * 32}"
    assert "accepted" in station.client.put(put, content=photo).text
    birds.photo = name
    birds.words["photo digest"] = name
    station.as_(town.lead)
    paper = {"household": door, "worker": town.wang, "outcome": "met",
             "visited_at": "2026-11-22T15:00", "findings": birds.word("paper findings"),
             "requests": birds.word("paper request")}  # fmt: skip
    reply = station.post("/paper-visits", **paper)
    assert reply.status_code == 303, reply.text


def picture(birds: Aviary) -> bytes:
    """A photo whose EXIF says something."""
    tags = Image.Exif()
    tags[0x010F] = birds.known("camera", "CANARY-CAMERA-7")
    out = BytesIO()
    Image.effect_noise((80, 60), 60).convert("RGB").save(out, "JPEG", exif=tags)
    return out.getvalue()


def _behind_the_pages(station: Station, birds: Aviary, door: str) -> None:
    """What takes many steps to come about."""
    town, now = station.town, station.clock()
    old = now - timedelta(days=20)
    shared = {"community_id": town.community, "household_id": door}
    with station.db.session(writes=True) as session:
        consent = Consent(id=uuid7(), **shared, purpose="need", text_version="2026-11",
                          giver="family", channel="door", at=old, taken_by=town.wang)  # fmt: skip
        session.add(consent)
        session.flush()
        session.add(Need(id=uuid7(), **shared, asked_for=birds.word("ended need"), consent_at=old,
                         service=birds.word("ended service"), consent_id=consent.id,
                         starts_on=DAY, ends_on=DAY, ended_on=DAY,
                         ended_reason=birds.word("end reason")))  # fmt: skip
        session.add(HouseholdChange(id=uuid7(), **shared, field="moved", by=town.head, at=old,
                                    old=birds.word("moved from"), new=birds.word("moved to"),
                                    reason=birds.word("move reason"), source="move"))  # fmt: skip
        session.add(Correction(id=uuid7(), **shared, state="returned", author_id=town.wang,
                               fields={"contact_name": birds.word("returned name")}, made_at=old,
                               received_at=old, reason=birds.word("returned reason"),
                               answer=birds.word("returned answer")))  # fmt: skip
        session.add(RightsRequest(id=uuid7(), **shared, kind="copy", asked_at=old, asked_on=DAY,
                                  due_on=DAY, taken_by=town.head, outcome="refused",
                                  asked_by=birds.word("asked by"), checked=birds.word("checked"),
                                  wanted=birds.word("wanted"),
                                  reason=birds.word("refusal")))  # fmt: skip
        _logs(session, station, birds, door)
        session.commit()


def _logs(session: Session, station: Station, birds: Aviary, door: str) -> None:
    town, now = station.town, station.clock()
    session.add(AccessLog(id=uuid7(), community_id=town.community, person_id=town.head, at=now,
                          what="file", reason=birds.word("access reason"),
                          households=sorted([door, town.doors4[0]])))  # fmt: skip
    session.add(AccessLog(id=uuid7(), community_id=town.community, person_id=town.head, at=now,
                          what="search", reason=f"找{NAME}", households=[]))  # fmt: skip
    session.add(ExportLog(id=uuid7(), community_id=town.community, person_id=town.head, at=now,
                          ledger="households", form="xlsx", reason=f"给{OLD_NAME}核对",
                          filters=f"q={PHONE}", rows=1, watermark="陈建国"))  # fmt: skip
    session.add(ExportLog(id=uuid7(), community_id=town.community, person_id=town.head, at=now,
                          ledger="copy", form="zip", reason=birds.word("copy reason"),
                          filters=f"household={door}", rows=1, watermark="陈建国"))  # fmt: skip
    session.add(ImportJob(id=uuid7(), community_id=town.community, person_id=town.head,
                          what="households", filename=f"{NAME}家.xlsx", sha256="0" * 64,
                          state="done", mapping={}, report={}, made_at=now))  # fmt: skip
    session.add(HandOver(id=uuid7(), community_id=town.community, grid_id=town.grid3, at=now,
                         reason=f"{NAME}要求换人", made_by=town.head, open_work={}))  # fmt: skip
    session.add(BreachReport(id=uuid7(), community_id=town.community, at=now,
                             what=f"有人把{NAME}的{PHONE}发到群里", page="/visits"))  # fmt: skip
    visit = session.exec(select(Visit.id).where(Visit.household_id == door)).first()
    assert visit
    session.add(SetAsideDecision(visit_id=visit, community_id=town.community, decision="accept",
                                 reason=birds.word("decision reason"), decided_by=town.lead,
                                 decided_at=now))  # fmt: skip
    said = {"reason": birds.word("decision in the chain")}
    audit.record(session, town.community, now, "visit.decided", town.lead, visit, said)
    session.add(
        SpotCheck(
            id=uuid7(), community_id=town.community, household_id=door, visit_id=visit, day=DAY,
            stratum="base", worker_id=town.wang, checker_id=town.lead, opened_at=now, due_on=DAY,
            visited_by=birds.word("who came"), visited_when=birds.word("when they came"),
            heard=birds.word("what was heard"), reason=birds.word("what does not agree"),
        )
    )  # fmt: skip
    _compared(session, birds, station, door)
    session.execute(update(PaperVisit).values(reply=birds.word("paper reply")))
    said = {"text": birds.word("household in the chain")}
    audit.record(session, town.community, now, "household.changed", town.lead, door, said)


def _compared(session: Session, birds: Aviary, station: Station, door: str) -> None:
    """What was found where the file was held against the place."""
    town, now = station.town, station.clock()
    campaign = uuid7()
    session.add(Campaign(id=campaign, community_id=town.community, title="核对", grids=[],
                         kind="households", population=b"", population_digest="2" * 64, size=1,
                         records=1, seed="3" * 64, seed_digest="4" * 64, until=DAY,
                         opened_by=town.head, opened_at=now))  # fmt: skip
    session.flush()
    session.add(AccuracyRecord(id=uuid7(), community_id=town.community, campaign_id=campaign,
                               household_id=door, building_id=town.building12, asked_id=town.li,
                               file={"address": birds.word("file compared")}, outcome="compared",
                               ticks={"address": "differs"}, compared_at=now, compared_by=town.li,
                               found={"address": birds.word("found there")}))  # fmt: skip


def _beside_the_database(station: Station, settings: Settings, birds: Aviary) -> None:
    """A spreadsheet that waits to be written."""
    town, job = station.town, uuid7()
    with station.db.session(writes=True) as session:
        session.add(ImportJob(id=job, community_id=town.community, person_id=town.head,
                              what="households", filename=birds.word("waiting file"),
                              sha256="1" * 64, state="checked", mapping={}, made_at=station.clock(),
                              report={"headers": [birds.word("waiting header")]}))  # fmt: skip
        session.commit()
    folder = folder_of(settings, job).make()
    folder.source.write_text(birds.word("waiting source"))
    folder.staged.write_text(birds.word("waiting rows"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, the database's own files too."""
    return {str(one.relative_to(folder)): one.read_bytes()
            for one in folder.rglob("*") if one.is_file()}  # fmt: skip


def found_in(folder: Path, words: dict[str, str]) -> dict[str, list[str]]:
    """Which canaries sing in which files, as text or as JSON escapes it."""
    files = bytes_of(folder)
    found: dict[str, list[str]] = {}
    for place, word in words.items():
        raw, escaped = word.encode(), word.encode("ascii", "backslashreplace")
        where = [name for name, content in files.items() if raw in content or escaped in content]
        if where:
            found[place] = where
    return found
