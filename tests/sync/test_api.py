"""The outbox's conversation with the server: once, receipted, and refused one by one."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from app.kit.db import Database
from app.sync.intake import Intake
from app.sync.models import Device, Received
from app.visits.models import Concern, Visit
from tests.clock import HeldClock
from tests.people import Town
from tests.sync.conftest import Line
from tests.sync.holding import assert_sound, held
from tests.sync.phone import Phone, digest, visit_body


def test_a_visit_is_held_once_with_a_receipt_that_names_it(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    text = wang.visit(town.doors3[0], clock())
    [result] = line.send(wang, text)
    assert result["outcome"] == "accepted"
    assert (result["id"], result["digest"]) == (json.loads(text)["id"], digest(text))
    assert held(db) == 1
    assert_sound(db)


def test_never_21_a_lost_answer_is_repeated_byte_for_byte(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    text = wang.visit(town.doors3[0], clock())
    [first] = line.send(wang, text)
    clock.forward(minutes=90)
    [again] = line.send(wang, text)
    assert again == first
    assert held(db) == 1


def test_never_22_ten_resends_by_hand_make_one_record(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    text = wang.visit(town.doors3[0], clock())
    receipts = {line.send(wang, text)[0]["text"] for _ in range(10)}
    assert len(receipts) == 1 and held(db) == 1


def test_never_18_parallel_identical_posts_make_one_row(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    text = wang.visit(town.doors3[0], clock())
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: line.send(wang, text)[0], range(5)))
    assert len({answer["text"] for answer in answers}) == 1
    assert held(db) == 1
    assert_sound(db)


def test_two_servers_over_one_database_hold_a_record_once(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    from app.auth.principal import COOKIE, token_hash
    from app.sync.items import Parcel

    intake: Intake = line.client.app.state.house.parts["intake"]
    other = Intake.__new__(Intake)
    other.house, other.keys, other.kinds = intake.house, intake.keys, intake.kinds
    session = token_hash(line.client.cookies[COOKIE])
    texts = [wang.visit(door, clock()) for door in town.doors3]
    parcels = [Parcel(session, texts, "en")]
    with ThreadPoolExecutor(6) as pool:
        servers = [intake, other] * 3
        answers = list(pool.map(lambda one: one.take_group(parcels)[0], servers))
    assert all(answer == answers[0] for answer in answers)
    assert held(db) == len(texts)
    assert_sound(db)


def test_the_same_id_with_other_content_is_refused_and_overwrites_nothing(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    text = wang.visit(town.doors3[0], clock())
    line.send(wang, text)
    changed = wang.visit(town.doors3[1], clock(), id=json.loads(text)["id"])
    [result] = line.send(wang, changed)
    assert (result["outcome"], result["code"]) == ("refused", "id_conflict")
    with db.session() as session:
        assert session.exec(select(Visit.household_id)).all() == [town.doors3[0]]


def test_two_contents_under_one_id_in_one_batch_are_told_apart(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    text = wang.visit(town.doors3[0], clock())
    changed = wang.visit(town.doors3[1], clock(), id=json.loads(text)["id"])
    assert [one["outcome"] for one in line.send(wang, text, changed)] == ["accepted", "refused"]
    assert held(db) == 1


def test_never_26_and_27_a_broken_record_never_blocks_the_rest(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    good = [wang.visit(door, clock()) for door in town.doors3[:3]]
    bad = ["{", wang.visit(town.doors3[0], clock(), body={"household": town.doors3[0]})]
    results = line.send(wang, good[0], bad[0], good[1], bad[1], good[2])
    outcomes = [one["outcome"] for one in results]
    assert outcomes == ["accepted", "refused", "accepted", "refused", "accepted"]
    assert results[3]["field"] == "outcome" and results[3]["message"] == "这次怎么样：请选择一项"
    assert held(db) == 3


def test_a_record_that_makes_the_server_fail_is_put_off_and_the_rest_arrive(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    intake: Intake = line.client.app.state.house.parts["intake"]
    kind = intake.kinds["visit"]
    write = kind.write

    def fails_on_poison(session, accepted):  # type: ignore[no-untyped-def]
        if any(sent.envelope.body.get("findings") == "poison" for sent, _ in accepted):
            raise RuntimeError("a defect of the server")
        write(session, accepted)

    monkeypatch.setattr(kind, "write", fails_on_poison)
    poison = wang.visit(town.doors3[1], clock(), body=visit_body(town.doors3[1], findings="poison"))
    good = [wang.visit(door, clock()) for door in town.doors3[:3]]
    results = line.send(wang, good[0], poison, good[1], good[2])
    assert [one["outcome"] for one in results] == ["accepted", "later", "accepted", "accepted"]
    assert held(db) == 3
    assert_sound(db)
    monkeypatch.setattr(kind, "write", write)
    assert line.send(wang, poison)[0]["outcome"] == "accepted"


def test_each_request_becomes_a_concern_once(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    body = visit_body(town.doors3[0], requests=["楼道灯不亮", "想办老年卡"])
    text = wang.visit(town.doors3[0], clock(), body=body)
    line.send(wang, text)
    line.send(wang, text)
    assert held(db, Concern) == 2


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"<html>", b'{"nonce":1,"envelopes":[]}',
     b'{"nonce":"short","envelopes":[]}',
     b'{"nonce":"0123456789abcdef","envelopes":[1]}', b"\xff\xfe", b"[" * 100_000],
)  # fmt: skip
def test_a_request_that_is_no_request_is_refused(line: Line, body: bytes) -> None:
    assert line.client.post("/sync", content=body).status_code == 400


def test_too_much_at_once_is_asked_for_in_halves(line: Line, wang: Phone) -> None:
    assert line.client.post("/sync", json=wang.request(["{}"] * 21)).status_code == 413
    assert line.client.post("/sync", content=b" " * 600_000).status_code == 413
    assert line.client.post("/sync", content=b" " * 2_000_000).status_code == 413


def test_the_server_knows_what_each_phone_said_of_itself(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    line.send(wang, wang.visit(town.doors3[0], clock()))
    clock.forward(minutes=5)
    line.send(wang)
    with db.session() as session:
        device = session.exec(select(Device)).one()
    assert (device.id, device.person_id, device.unsent) == (wang.device, town.wang, 0)
    assert device.last_contact == clock()


def test_the_refusal_is_in_the_readers_language(
    line: Line, wang: Phone, town: Town, clock: HeldClock
) -> None:
    request = wang.request([wang.visit(town.doors4[0], clock())])
    chinese = line.client.post("/sync", json=request, headers={"Accept-Language": "zh-CN"})
    english = line.client.post("/sync", json=request, headers={"Accept-Language": "en"})
    said = [json.loads(one.json()["results"][0])["message"] for one in (chinese, english)]
    assert said[0] != said[1] and said[1].isascii()


def test_what_is_held_is_what_was_typed(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    texts = [wang.visit(door, clock(), body=visit_body(door, findings=f"第{n}户 “好”\n🙂"))
             for n, door in enumerate(town.doors3)]  # fmt: skip
    line.send(wang, *texts)
    with db.session() as session:
        rows = dict(session.exec(select(Received.digest, Received.text)).all())
        findings = set(session.exec(select(Visit.findings)).all())
    assert rows == {digest(text): text for text in texts}
    assert findings == {json.loads(text)["body"]["findings"] for text in texts}


def test_the_same_record_twice_in_one_breath_gets_one_receipt(
    line: Line, wang: Phone, town: Town, db: Database, clock: HeldClock
) -> None:
    text = wang.visit(town.doors3[0], clock())
    first, second = line.send(wang, text, text)
    assert first == second and first["outcome"] == "accepted"
    assert held(db) == 1
