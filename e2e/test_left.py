"""A worker leaves in the middle of a day, with records still on the phone."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from e2e.axe import assert_usable
from e2e.client.inside import me, run, until
from e2e.conftest import OpenPhone
from e2e.held import change, envelopes
from e2e.people import Worker
from e2e.server import Server

KEPT = "return Object.keys(await (await js('vault.js')).keptHashes(given)).length;"


def test_what_a_worker_wrote_in_office_arrives_after_the_post_has_ended(
    server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    her = me(wang.page)
    wang.phone.offline()
    wang.visit(findings="交接前最后一次上门")
    wang.has_unsent(1)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    assert change(server, "UPDATE holding SET until = ? WHERE person_id = ?", now, her)

    wang.phone.online()
    wang.waits_until_sent(1)
    assert [one for one in envelopes(server, her).values() if "交接前最后一次上门" in one]

    wang.phone.go("/me")
    wang.reads("您的岗位已经结束")
    assert_usable(wang.page)
    # The doors that she looked after leave her phone.
    until(wang.page, lambda: run(wang.page, KEPT, her) == 0)
    wang.phone.offline()
    wang.today()
    expect(wang.page.locator("a[data-door]")).to_have_count(0)
