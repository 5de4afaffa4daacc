"""Two neighbours quarrel: heard at the door, mediated because both want it, and kept from everybody
who has no part in it (row R76)."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from e2e.axe import assert_usable
from e2e.conftest import OpenPhone
from e2e.day.matters import Handling, reports
from e2e.held import rows
from e2e.people import Head, Lead, Person, Worker
from e2e.server import TimedServer

# A Wednesday, 08:30 in Shanghai.
NOW = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
QUARREL = "楼上半夜拖椅子，楼下敲暖气管，两家在楼道里吵起来了"
PROGRESS = "两家都到社区坐了半小时，各自把话说完"
RESULT = "双方谈妥，握手"
AGREED = "晚上十点后不挪家具，椅子脚包毛毡；楼下不再敲管子。"
RATED = "还是有点响"


def test_r76_a_dispute_is_mediated_with_consent_and_read_only_by_who_has_a_part_in_it(
    server: TimedServer, phone: OpenPhone
) -> None:
    """R76, R79, R89, R90: six stages: consent, an agreement record, told, rated, a call-back
    by somebody else, archived; to a colleague it is not there."""
    wang = Worker(phone())
    wang.get_ready()
    matter = reports(wang, server, QUARREL, "dispute")
    mine = Handling(wang, matter)
    mine.opens()
    expect(wang.page.locator(".road li")).to_have_count(6)
    wang.reads("只有经办人和站长能看")
    assert "classification" not in mine.offers(), "nobody sorts two neighbours"
    _consent_comes_first(mine)
    _is_not_there_for_others(phone, matter)
    head = Handling(Head(phone(desk=True)), matter)
    head.person.sign_in()
    head.opens()
    head.person.reads(QUARREL)
    _mediated(mine)
    _agreement_prints(mine, head)
    _told_rated_and_asked_again(server, phone, mine, head)
    _archived(mine, head)


def _consent_comes_first(mine: Handling) -> None:
    """Without it nobody mediates; one party alone is no consent."""
    wang = mine.person
    mine.does("route", {"way": "direct", "level": "1"})
    wang.reads("调解须先得到双方同意")
    mine.does("consent", {"how": "in_person"}, parties="楼上住户")
    wang.reads("还有地方要改")
    assert_usable(wang.page)
    mine.fills({}, parties="楼上住户\n楼下住户")
    mine.sends()
    wang.reads("楼上住户、楼下住户")
    mine.does("route", {"way": "direct", "level": "1"}, amount="5")


def _is_not_there_for_others(phone: OpenPhone, matter: str) -> None:
    """A colleague and the lead, who have no part in it, read that there is no such page."""
    for person in (Worker(phone(), "grid-worker-2"), Lead(phone(desk=True))):
        person.sign_in()
        person.phone.go(f"/matters/{matter}")
        person.reads("找不到这一页")
        expect(person.page.get_by_text(QUARREL)).to_have_count(0)
        person.phone.go("/matters?view=all")
        expect(person.page.locator(f"a[href='/matters/{matter}']")).to_have_count(0)


def _mediated(mine: Handling) -> None:
    """What was done is written down; the result waits for the record of what was agreed."""
    mine.does("progress", words=PROGRESS)
    mine.person.reads(PROGRESS)
    mine.does("result", words=RESULT)
    mine.person.reads("还有地方要改")
    expect(mine.form.locator("[name=words]")).to_have_value(RESULT)
    mine.fills({}, agreement=AGREED)
    mine.sends()
    mine.person.reads(AGREED)


def _agreement_prints(mine: Handling, head: Handling) -> None:
    """On paper there is the record, and nothing that only a screen needs."""
    head.opens()
    for person in (mine.person, head.person):
        person.page.emulate_media(media="print")
        person.reads(AGREED)
        person.reads("楼上住户、楼下住户")
        expect(person.page.locator(".tabs")).to_be_hidden()
        person.page.emulate_media(media="screen")
        assert_usable(person.page)


def _told_rated_and_asked_again(
    server: TimedServer, phone: OpenPhone, mine: Handling, head: Handling
) -> None:
    """The neighbours are told and asked; one rates it low, and the head asks why."""
    mine.does("feedback", {"how": "in_person"}, whom="楼上楼下两家", words="协议一家一份")
    mine.person.reads("协议一家一份")
    mine.does("rating-request", {"how": "message"})
    (known,) = rows(server, "SELECT number, follow_code FROM matter WHERE id = ?", mine.matter)
    resident = Person(phone())
    resident.phone.go("/follow")
    resident.page.locator("#number").fill(known["number"])
    resident.page.locator("#follow_code").fill(known["follow_code"])
    resident.press("查")
    resident.page.locator("label:has(input[name=score][value='2'])").first.click()
    resident.page.locator("#words").fill(RATED)
    resident.press("交评议")
    resident.reads("谢谢您的评议")
    mine.opens()
    mine.person.reads(RATED)
    assert "follow-up" not in mine.offers(), "whoever had a part in it does not ask"
    head.opens("follow-up")
    head.fills({}, words="看过毛毡，换了厚的，满意")
    head.sends()
    head.person.reads("看过毛毡，换了厚的，满意")


def _archived(mine: Handling, head: Handling) -> None:
    """It is kept until its day, and only to be read."""
    mine.does("archive")
    for one in (mine, head):
        one.opens()
        one.person.reads("已经结束，只能看")
        one.person.reads(AGREED)
        assert one.offers() == []
