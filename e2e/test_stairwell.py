"""The worst minute of a visit: no signal, a phone that dies, a server that was just restarted."""

from collections.abc import Callable

from e2e.axe import assert_usable
from e2e.people import Lead, Worker
from e2e.phone import Phone
from e2e.proxy import Proxy
from e2e.server import Server


def test_a_visit_written_without_signal_outlives_the_phone_and_the_server(
    proxy: Proxy, server: Server, phone: Callable[..., Phone]
) -> None:
    """R109: written offline, it arrives, and the lead reads it."""
    wang = Worker(phone())
    wang.get_ready()
    assert_usable(wang.page)
    wang.phone.offline()
    wang.visit(findings="楼道灯坏了，三楼到四楼")
    wang.has_unsent(1)
    wang.phone.kill()
    server.kill9()
    server.restart()
    wang.phone.reopen("/outbox")
    wang.waits_until_sent(1)
    assert len(wang.receipts()) == 1
    zhang = Lead(phone(desk=True))
    zhang.sign_in()
    zhang.visits()
    zhang.reads("楼道灯坏了，三楼到四楼")
    assert proxy.count("/sync", "POST") >= 1
