"""A station divides its grids anew, and people change theirs: nothing written is lost by it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Lead, Worker
from e2e.proxy import Proxy
from e2e.server import Server

ZONE = ZoneInfo("Asia/Shanghai")


class Head(Lead):
    """The station head (陈建国), at a desk."""

    slug = "station-head"

    def plan(self) -> None:
        """Look at the draft."""
        self.phone.go("/station/plan")

    def press(self, name: str) -> None:
        """Press a button and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def move(self, grid: str, building: int, target: str) -> str:
        """Move a building of a grid somewhere else; its name."""
        fold = self.page.locator("#buildings details", has_text=grid).first
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        line = fold.locator(".tick-line").nth(building)
        name = line.locator("span").first.inner_text()
        line.locator("input").check()
        self.page.locator("#grid").select_option(label=target)
        self.press("移动")
        return name

    def publish(self, reason: str, at: datetime) -> None:
        """Publish the draft for a later moment."""
        self.page.locator("#reason").fill(reason)
        self.page.locator("label:has(input[name=when][value=later])").click()
        self.page.locator("[name=at]").fill(f"{at:%Y-%m-%dT%H:%M}")
        self.press("发布这一版")


def test_r7_a_head_divides_the_grids_anew_for_tomorrow(server: Server, phone: OpenPhone) -> None:
    chen = Head(phone(desk=True))
    chen.sign_in()
    chen.plan()
    chen.press("按每格 300 户均分")
    chen.press("按楼栋画全部边界")
    expect(chen.page.locator("svg.map polygon[class^=hue]")).to_have_count(11)
    name = chen.move("03网格", 0, "先不放进网格")
    chen.reads("1 栋楼不在任何网格里")
    tomorrow = (datetime.now(ZONE) + timedelta(days=1)).replace(hour=9, minute=0)
    chen.publish("按户数调整", tomorrow)
    chen.reads("不能发布")
    chen.plan()
    chen.move("不在任何网格里", 0, "04网格")
    chen.publish("按户数调整", tomorrow)
    expect(chen.page).to_have_url(f"{chen.phone.origin}/station")
    (moved,) = rows(
        server,
        "SELECT g.number, b.since, b.until FROM grid_building b JOIN grid g ON g.id = b.grid_id"
        " JOIN building h ON h.id = b.building_id WHERE b.until IS NULL AND"
        " h.estate || ' ' || h.number = ?",
        name,
    )
    assert moved["number"] == 4 and moved["since"] > f"{datetime.now(ZONE):%Y-%m-%d}"
    chen.plan()
    chen.reads("按户数调整")


def test_an_outline_is_drawn_by_clicking_on_the_map(server: Server, phone: OpenPhone) -> None:
    chen = Head(phone(desk=True))
    chen.sign_in()
    chen.plan()
    chen.press("从现在的划分改起")
    chen.page.locator("summary", has_text="自己画一个网格的边界").click()
    chen.page.get_by_role("button", name="重画").click()
    drawing = chen.page.locator("svg.map")
    for x, y in ((100, 40), (200, 40), (200, 120), (100, 120)):
        drawing.click(position={"x": x, "y": y})
    chen.page.get_by_role("button", name="退一步").click()
    assert len(chen.page.locator("[name=points]").input_value().splitlines()) == 3
    chen.press("保存边界")
    (drawn,) = rows(
        server,
        "SELECT outline FROM plan_grid JOIN grid_plan ON grid_plan.id = plan_id"
        " WHERE state = 'draft' AND number = 1",
    )
    assert drawn["outline"].count("[") == 4


def test_r20_what_was_written_before_the_change_of_grid_is_still_hers(
    proxy: Proxy, server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.phone.offline()
    proxy.mode = "refuse"
    wang.visit(findings="换格以前写的", requests=["楼道灯不亮"])
    wang.has_unsent(1)
    proxy.mode = "pass"
    chen = Head(phone(desk=True))
    chen.sign_in()
    (person,) = rows(server, "SELECT id FROM person WHERE name = '王敏'")
    chen.phone.go(f"/station/posts/{person['id']}")
    chen.page.locator("summary", has_text="换网格").click()
    chen.page.locator("#move1-grid").select_option(label="04网格")
    chen.page.locator("#move1-reason").fill("轮换")
    chen.press("换网格")
    chen.reads("勾选对调")
    chen.page.locator("[name=swap]").check()
    # The minute that the page offers may be the one in which she wrote.
    later = datetime.now(ZONE) + timedelta(minutes=1)
    chen.page.locator("#move1-at").fill(f"{later:%Y-%m-%dT%H:%M}")
    chen.press("换网格")
    wang.phone.online()
    wang.waits_until_sent(1)
    expect(wang.records("set_aside")).to_have_count(0)
    (held,) = rows(server, "SELECT outcome FROM received")
    assert held["outcome"] == "accepted"
    (visit,) = rows(
        server,
        "SELECT g.number FROM visit v JOIN grid g ON g.id = v.grid_id WHERE findings = ?",
        "换格以前写的",
    )
    assert visit["number"] == 3
