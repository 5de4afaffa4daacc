"""A check that does not match, from notice to appeal, as each of them sees it (R111)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from e2e.axe import assert_usable
from e2e.conftest import OpenPhone
from e2e.day.people import Desk
from e2e.held import rows
from e2e.people import Worker
from e2e.server import TimedServer

# A Wednesday, 08:30 in Shanghai; the visit of that day is drawn on Thursday, a case on Friday.
NOW = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
DAY = timedelta(days=1)
# Of some households nobody may be asked: one of these is drawn for certain.
VISITS = 4
DICE = "3 1 4 1 5 6 6 1 2 2"
CHECKS = (
    "SELECT c.id, k.name AS checker FROM spot_check c JOIN person w ON w.id = c.worker_id"
    " JOIN person k ON k.id = c.checker_id WHERE w.name = '王敏' AND c.day = '2026-11-25'"
)
CASES = "SELECT f.id, f.told FROM case_file f WHERE f.check_id = ?"
PUBLISHED = "SELECT 1 FROM draw WHERE day = '2026-11-25' AND published_at IS NOT NULL"
AGAIN = (
    "SELECT 1 FROM second_reading r JOIN person p ON p.id = r.reader_id"
    " WHERE r.check_id = ? AND p.name = ? AND r.saved_at IS NULL"
)
STAFF = {"grid-lead": "张丽", "station-head": "陈建国", "clerk": "赵倩"}


class Story:
    """A record of 王敏's on its way through the days; whoever is asked for signs in anew."""

    def __init__(self, server: TimedServer, phone: OpenPhone) -> None:
        self.server, self.phone = server, phone
        self.check, self.case = "", ""

    def person(self, slug: str, desk: bool = False) -> Desk:
        """Somebody of the cast, on a device of their own."""
        somebody = Desk(self.phone(desk=desk), slug)
        somebody.sign_in()
        return somebody

    def at(self, moment: datetime) -> None:
        """It is this time at the server."""
        self.server.set(moment)

    def until(self, what: str, *given: str) -> Sequence[dict[str, object]]:
        """Wait for what the server's own clock does."""
        for _ in range(150):
            found = rows(self.server, what, *given)
            if found:
                return found
            self.waiting.phone.wait(0.2)
        raise AssertionError(what)

    def draws(self) -> None:
        """王敏 writes her visits; the next morning their day is drawn by dice."""
        self.waiting = wang = Worker(self.phone())
        wang.get_ready()
        for number in range(VISITS):
            wang.visit(number, findings="说楼道灯不亮")
        wang.waits_until_sent(VISITS)
        self.at(NOW + timedelta(hours=11, minutes=31))
        self.until("SELECT 1 FROM draw WHERE day = '2026-11-25' AND cut_at IS NOT NULL")
        self.at(NOW + DAY)
        for slug, words in (("grid-worker-2", "掷的"), ("grid-lead", "听到的")):
            somebody = self.person(slug)
            somebody.looks_at("/draws/dice")
            somebody.page.get_by_label(words).fill(DICE)
            somebody.press("输入")
        self.check = str(self.until(CHECKS)[0]["id"])

    def asked_by_the_lead(self, visited: str, outcome: str, why: str) -> None:
        """张丽 asks the household, herself or instead of who was drawn, and compares."""
        lead = self.person("grid-lead")
        lead.looks_at(f"/checks/{self.check}")
        if rows(self.server, CHECKS)[0]["checker"] != "张丽":
            lead.page.get_by_label("为什么换人").fill("出差")
            lead.press("由我来抽查")
        for words in ("打电话", "问到了", visited):
            lead.page.locator("label.chip", has_text=re.compile(f"^{words}$")).first.click()
        lead.press("存好，看记录")
        lead.page.locator("label.chip", has_text=outcome).click()
        lead.page.get_by_label("哪里不一致").fill(why)
        lead.press("提交比对")
        self.at(NOW + DAY + timedelta(hours=11, minutes=31))
        self.until(PUBLISHED)
        self.at(NOW + 2 * DAY)
        self.case = str(self.until(CASES, self.check)[0]["id"])
        self.waits("checked")

    def waits(self, stage: str) -> None:
        """The case has come to this stage, and whom it concerns was told."""
        self.until(CASES + " AND f.told = ?", self.check, stage)

    def before(self, somebody: Desk) -> Desk:
        """Somebody opens the case; every page of it can be used by everybody."""
        if rows(self.server, AGAIN, self.check, STAFF.get(somebody.slug, "")):
            self._compares_again(somebody)
        somebody.looks_at(f"/cases/{self.case}")
        assert_usable(somebody.page)
        return somebody

    def _compares_again(self, somebody: Desk) -> None:
        """One check in twenty is compared twice; whoever is to do it sees no case before."""
        somebody.looks_at(f"/checks/{self.check}")
        somebody.page.locator("label.chip", has_text="部分属实").click()
        somebody.page.get_by_label("哪里不一致").fill("说法不一样")
        somebody.press("提交比对")

    def replies(self, words: str) -> None:
        """王敏 is told by the news, opens the case from there, and says what there is to say."""
        wang = self.person("grid-worker")
        wang.looks_at("/news")
        wang.page.get_by_role("link", name=re.compile("有一件事要听您说")).first.click()
        wang.reads("等本人陈述")
        assert_usable(wang.page)
        wang.page.get_by_label("您想说的").fill(words)
        wang.press("提交陈述")
        wang.reads(words)

    def two_vote(self, upto: str, why: str) -> None:
        """Two of the panel say what they find, each on their own phone."""
        for slug in ("panel-member", "panel-member-2"):
            somebody = self.before(self.person(slug))
            somebody.page.get_by_label(re.compile(f"最重到：{upto}")).check()
            somebody.page.get_by_label("理由", exact=True).first.fill(why)
            for chip in somebody.page.locator("#records-1 label.chip").all():
                chip.click()
            somebody.press("提交评议")
            somebody.reads(why)


def test_r111_an_honest_mismatch_is_heard_and_ends_in_coaching(
    server: TimedServer, phone: OpenPhone
) -> None:
    story = Story(server, phone)
    story.draws()
    story.asked_by_the_lead("有人来过或打过电话", "部分属实", "住户说是打的电话")
    head = story.before(story.person("station-head", desk=True))
    head.press("发出通知")
    head.reads("等本人陈述")

    early = story.person("panel-member-3")
    early.looks_at(f"/cases/{story.case}")
    early.reads("找不到这一页")
    story.replies("我先打的电话，下午又去了，是他儿子开的门")
    story.two_vote("辅导谈话", "两次都说得通，记录写得不全")
    signer = story.before(story.person("panel-member"))
    signer.page.get_by_label(re.compile("辅导谈话")).check()
    signer.press("签字")
    signer.reads("可以申诉，尚未生效")

    story.at(NOW + 34 * DAY)
    wang = story.before(story.person("grid-worker"))
    wang.reads("已生效")
    wang.reads("辅导谈话")
    wang.looks_at("/cases/rules")
    wang.reads("辅导谈话不是处分")
    assert_usable(wang.page)


def test_r111_an_invented_record_ends_in_a_first_warning_and_is_appealed(
    server: TimedServer, phone: OpenPhone
) -> None:
    story = Story(server, phone)
    head = story.person("station-head", desk=True)
    _leads_too(head, "赵倩")
    story.draws()
    story.asked_by_the_lead("没有", "不一致", "住户说那天没有人来")
    deputy = story.before(story.person("clerk", desk=True))
    deputy.page.get_by_text("另有一项独立的事实 1").click()
    deputy.choose("书面材料")
    deputy.page.get_by_label("不在名单上的人，或材料在哪里").first.fill("单元门禁记录")
    deputy.page.get_by_label("说了什么，写了什么").first.fill("那天下午没有人刷卡进这个单元")
    deputy.press("发出通知")
    story.replies("我去过，门禁是邻居给开的")
    story.two_vote("警告", "住户和门禁都这样说")

    story.before(head)
    head.page.get_by_label(re.compile(r"^\s*警告")).check()
    head.press("签字")
    wang = story.before(story.person("grid-worker"))
    wang.reads("可以申诉，尚未生效")
    wang.page.get_by_label("想说的话").fill("邻居可以作证")
    wang.press("提出申诉")
    wang.reads("申诉中，尚未生效")
    officer = story.before(story.person("appeal-officer", desk=True))
    expect(officer.page.get_by_label(re.compile("严重警告"))).to_have_count(0)
    officer.page.get_by_label(re.compile(r"^\s*警告")).check()
    officer.page.get_by_label("理由", exact=True).first.fill("邻居说不是那一天")
    officer.page.locator("#records-1 label.chip").first.click()
    officer.press("提交决定")
    wang = story.before(story.person("grid-worker"))
    wang.reads("已生效")
    wang.reads("警告")


def _leads_too(head: Desk, name: str) -> None:
    """The head makes somebody a grid lead beside their post: whoever checked writes no notice, and
    whoever wrote it signs nothing, so that a warning takes three."""
    head.looks_at("/station/posts")
    head.page.get_by_role("link", name=re.compile(name)).first.click()
    form = head.page.locator("form[action$='/joining']")
    form.locator("xpath=ancestor::details/summary").click()
    form.locator("[name=post]").select_option("grid_lead")
    form.locator("[name=reason]").fill("暂代网格长")
    head.press("增加岗位", form)
