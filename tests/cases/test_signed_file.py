"""Row R111: a recommendation leaves as a signed file, after everything else, and is no more."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from app.cases.models import CaseFile, CaseStep
from app.cases.rules.measures import Measure
from app.cases.rules.state import Stage
from app.cases.rules.steps import Export
from app.cases.rules.written import NAMES, said
from app.kit.ids import uuid7
from tests.cases import world
from tests.cases.conftest import SECOND, WEDNESDAY, Court
from tests.people import Town


def seriously_warned(court: Court, town: Town) -> None:
    """A case of the summer, by which a serious warning has long been final."""
    back = timedelta(days=120)
    facts = world.FACTS
    file = CaseFile(
        id=uuid7(), community_id=town.community, worker_id=town.wang, subject=[], barred=[],
        checkers=[town.lead], happened_at=facts.happened_at - back,
        known_at=facts.known_at - back, opened_at=facts.opened_at - back,
    )  # fmt: skip
    with court.db.session(writes=True) as session:
        session.add(file)
        session.flush()
        steps: tuple[Any, ...] = (*world.THROUGH_FINDING, world.TAKEN)
        for number, step in enumerate(steps, 1):
            told = said(step)
            if NAMES[type(step)] == "measure":
                told = {"level": Measure.SERIOUS_WARNING.value}
            session.add(
                CaseStep(
                    case_id=file.id, number=number, community_id=town.community,
                    kind=NAMES[type(step)], at=step.at - back, by=step.by, role=step.role.value,
                    said=told,
                )
            )  # fmt: skip
        session.commit()


def assert_signed(keys: list[dict[str, Any]], content: bytes, signature: str) -> None:
    """One of the keys that the installation publishes has signed these bytes."""
    r, s = (int.from_bytes(raw(signature)[n : n + 32]) for n in (0, 32))
    for key in keys:
        x, y = (int.from_bytes(raw(key["jwk"][name])) for name in "xy")
        public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        try:
            return public.verify(encode_dss_signature(r, s), content, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            continue
    raise AssertionError("nobody's signature")


def raw(text: str) -> bytes:
    """Base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_r111_a_recommendation_is_signed_by_the_street_when_the_appeal_is_over(
    court: Court, town: Town
) -> None:
    seriously_warned(court, town)
    check = court.mismatch()
    case_id = court.at(WEDNESDAY, 9).mine(check.id)
    path = f"/cases/{case_id}"
    assert court.as_(court.deputy).post(f"{path}/notice", **SECOND).status_code == 303
    assert court.as_(town.wang).post(f"{path}/replies", words="我去过").status_code == 303
    page = court.as_(court.panel[0]).get(path).text
    records = [one.split('"')[0] for one in page.split('name="records-1" value="')[1:]]
    for one in court.panel[:2]:
        vote = {"finding": "recommendation", "reason-1": "两项都说明", "records-1": records}
        assert court.as_(one).post(f"{path}/votes", **vote).status_code == 303
    assert court.as_(town.head).post(f"{path}/measure", level="recommendation").status_code == 303
    early = court.as_(town.head).post(f"{path}/export")
    assert early.status_code == 409
    assert "申诉期或申诉还没有结束" in early.text
    assert court.as_(town.street_officer).get(path).status_code == 404
    court.clock.forward(days=32)
    assert court.as_(town.street_officer).get(path).status_code == 200
    assert court.post(f"{path}/export").status_code == 303
    content = court.as_(town.wang).get(f"{path}/file").content
    whole = court.whole_of(case_id)
    step = whole.steps[-1]
    assert whole.state.stage is Stage.EXPORTED
    assert isinstance(step, Export)
    assert hashlib.sha256(content).hexdigest() == step.digest
    assert step.signature == court.get(f"{path}/file").headers["x-signature"]
    assert_signed(court.get("/keys.json").json()["keys"], content, step.signature)
    assert json.loads(content)["worker"] == town.wang
    assert court.post(f"{path}/export").status_code in (404, 409)
