"""系统提醒: turned on, sent, shown, turned off; and said plainly where there are none.

No push service is in reach of the tests: the subscription leads to one on this machine
(docs/gaps.md). Server, service worker and notification are the real ones.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.client.inside import until
from e2e.conftest import OpenPhone
from e2e.day.people import Desk
from e2e.held import rows
from e2e.people import Lead, Person
from e2e.phone import Phone
from e2e.server import Server
from tests.push_service import Service

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WEDNESDAY = NOW.date().replace(day=25)
# Kept over pages, as a browser keeps it.
STAND_IN = """(() => {
  const kept = () => JSON.parse(localStorage.getItem('stand-in') ?? 'null');
  const made = ({ key }) => ({ endpoint: 'ENDPOINT',
    options: { applicationServerKey: new Uint8Array(key).buffer },
    unsubscribe: async () => { localStorage.removeItem('stand-in'); return true; } });
  PushManager.prototype.getSubscription = async () => kept() && made(kept());
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    localStorage.setItem('stand-in', JSON.stringify({ key: [...applicationServerKey] }));
    return made(kept());
  };
})()"""


@pytest.fixture
def service() -> Iterator[Service]:
    """A push service on this machine."""
    made = Service()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def speaks_to_it(server: Server, service: Service) -> None:
    """The server may ask that service and no other."""
    server.settings["push_services"] = service.host
    server.restart()


def with_service(phone: Phone, service: Service) -> Phone:
    """A phone whose browser has subscribed there before it is asked."""
    phone.allow("notifications")
    phone.page.add_init_script(STAND_IN.replace("ENDPOINT", service.endpoint("phone")))
    return phone


def turn_on(person: Person) -> None:
    """Open the fold on 消息 and tap."""
    person.phone.go("/news")
    unfold(person)
    tap(person, "打开提醒")
    expect(person.page.locator("[data-reminders-status]")).to_have_text("已打开")


def unfold(person: Person) -> None:
    """Open the fold."""
    person.page.locator("summary", has_text="系统提醒").click()


def tap(person: Person, name: str) -> None:
    """Tap a button that opens no page."""
    person.page.get_by_role("button", name=name, exact=True).click()


def subscribed(server: Server) -> list[str]:
    """Whom the server would remind."""
    found = rows(
        server,
        "SELECT p.name FROM push_subscription s JOIN person p ON p.id = s.person_id",
    )
    return [str(one["name"]) for one in found]


def shown(phone: Phone) -> list[dict[str, str]]:
    """The notifications that stand on the phone."""
    found: list[dict[str, str]] = phone.page.evaluate(
        """async () => (await (await navigator.serviceWorker.ready).getNotifications())
          .map(({ title, body }) => ({ title, body }))"""
    )
    return found


def deliver(phone: Phone) -> None:
    """What the push service does to the phone: an empty message for the service worker.

    The browser's tool drops it when the worker is just going to sleep; a service tries again too.
    """
    registrations: list[dict[str, Any]] = []
    phone.cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(event["registrations"]),
    )
    phone.cdp.send("ServiceWorker.enable")
    until(phone.page, lambda: registrations)
    message = {"origin": phone.origin, "registrationId": registrations[0]["registrationId"]}
    for _ in range(5):
        phone.cdp.send("ServiceWorker.deliverPushMessage", {**message, "data": ""})
        for _ in range(40):
            if shown(phone):
                return
            phone.wait(0.1)


def test_a_leads_phone_speaks_up_when_somebody_asks_for_leave(
    server: Server, phone: OpenPhone, service: Service
) -> None:
    zhang = Lead(with_service(phone(), service))
    zhang.sign_in()
    zhang.phone.wait_for_worker()
    turn_on(zhang)
    assert subscribed(server) == ["张丽"]
    li = Desk(phone(), "grid-worker-2")
    li.sign_in()
    li.asks_for_leave(WEDNESDAY)
    until(zhang.page, lambda: service.asked, seconds=60)
    assert service.paths() == ["/send/phone"]
    assert [body for _, _, body in service.asked] == [b""]
    deliver(zhang.phone)
    assert shown(zhang.phone) == [{"title": "敲门有新消息", "body": "点开看看。"}]
    zhang.page.reload()
    zhang.reads("等您答复")
    unfold(zhang)
    tap(zhang, "关闭提醒")
    expect(zhang.page.locator("[data-reminders-status]")).to_have_text("已关闭")
    assert subscribed(server) == []


def test_the_next_sign_in_of_the_same_person_has_them_again_and_a_colleagues_has_not(
    server: Server, phone: OpenPhone, service: Service
) -> None:
    zhang = Lead(with_service(phone(), service))
    zhang.sign_in()
    zhang.phone.wait_for_worker()
    turn_on(zhang)
    zhang.sign_out()
    li = Desk(zhang.phone, "grid-worker-2")
    li.sign_in()
    turn_on(li)
    tap(li, "关闭提醒")
    expect(li.page.locator("[data-reminders-status]")).to_have_text("已关闭")
    assert "李强" not in subscribed(server)
    li.sign_out()
    zhang.sign_in()
    zhang.phone.go("/news")
    until(zhang.page, lambda: "张丽" in subscribed(server))
    assert set(subscribed(server)) == {"张丽"}


def test_where_no_service_answers_the_page_says_so(server: Server, phone: OpenPhone) -> None:
    zhang = Lead(phone())
    zhang.phone.allow("notifications")
    zhang.phone.page.add_init_script(
        "PushManager.prototype.subscribe = () => new Promise(() => {});"
    )
    zhang.sign_in()
    zhang.phone.wait_for_worker()
    zhang.phone.go("/news")
    unfold(zhang)
    tap(zhang, "打开提醒")
    status = zhang.page.locator("[data-reminders-status]")
    expect(status).to_contain_text("连不上推送服务", timeout=40_000)
    expect(zhang.page.locator("[data-reminders-on]")).to_be_enabled()
    assert subscribed(server) == []


def test_an_installation_with_another_key_is_asked_anew(
    server: Server, phone: OpenPhone, service: Service
) -> None:
    zhang = Lead(with_service(phone(), service))
    zhang.sign_in()
    zhang.phone.wait_for_worker()
    zhang.page.evaluate("localStorage.setItem('stand-in', JSON.stringify({ key: [4, 1, 2] }))")
    turn_on(zhang)
    key = zhang.page.evaluate("JSON.parse(localStorage.getItem('stand-in')).key.length")
    assert key == 65, "the old one was given up"
    assert subscribed(server) == ["张丽"]
    zhang.page.reload()
    unfold(zhang)
    expect(zhang.page.locator("[data-reminders-off]")).to_be_visible()
    zhang.page.evaluate("localStorage.setItem('stand-in', JSON.stringify({ key: [4, 1, 2] }))")
    zhang.page.reload()
    unfold(zhang)
    expect(zhang.page.locator("[data-reminders-on]")).to_be_visible()
