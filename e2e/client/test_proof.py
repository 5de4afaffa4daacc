"""What the phone takes for the server's word: signed, whole, for this request and this person."""

import json

import pytest
from playwright.sync_api import Route

from e2e.client.inside import drain, records, seed, states
from e2e.conftest import OpenPhone
from e2e.people import Worker
from tests.sync.phone import Believer


@pytest.fixture
def wang(phone: OpenPhone) -> Worker:
    worker = Worker(phone())
    worker.phone.sends_from_its_pages()
    worker.get_ready()
    worker.outbox()
    return worker


def _with_another_short(body: str) -> str:
    """An answer under its right signature, with each result changed on the way."""
    told = json.loads(body)
    told["results"] = [text.replace('"short":"', '"short":"X') for text in told["results"]]
    return json.dumps(told)


def test_b14_a_result_that_the_signature_does_not_name_moves_nothing(wang: Worker) -> None:
    changing = [True]

    def on_the_way(route: Route) -> None:
        if not changing:
            route.continue_()
            return
        answer = route.fetch()
        route.fulfill(response=answer, body=_with_another_short(answer.text()))

    wang.phone.context.route("**/sync", on_the_way)
    seed(wang.page, 1)
    assert drain(wang.page)["sent"] == 0
    assert set(states(wang.page)) <= {"queued", "sending"}  # the page itself tries as well
    changing.clear()
    wang.send_now()
    wang.waits_until_sent(1)


def test_a_kept_receipt_can_be_proved_alone(wang: Worker) -> None:
    seed(wang.page, 3)
    wang.send_now()
    wang.waits_until_sent(3)
    believer = Believer(wang.page.request.get(f"{wang.phone.origin}/keys.json").json())
    for row in records(wang.page):
        receipt = row["receipt"]
        believer.check(receipt["kid"], receipt["sig"], receipt["answer"])
        said = json.loads(receipt["text"])
        assert believer.names(json.loads(receipt["answer"]), receipt["text"])
        assert (said["id"], said["digest"]) == (row["id"], row["digest"])


def test_an_answer_to_another_persons_session_moves_nothing(wang: Worker, phone: OpenPhone) -> None:
    """Somebody else signed in on this phone between two breaths: their session proves nothing."""
    li = Worker(phone(), "grid-worker-2")
    li.sign_in()
    [theirs] = [one for one in li.phone.context.cookies() if one["name"] == "__Host-sid"]
    wang.phone.context.add_cookies([theirs])
    seed(wang.page, 1)
    assert drain(wang.page)["link"] == "signin"
    assert states(wang.page) == ["queued"]
