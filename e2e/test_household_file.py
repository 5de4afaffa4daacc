"""A file is kept: help is agreed, reviewed and ended; a household moves within and out."""

from playwright.sync_api import expect

from e2e.client.inside import kept_pages, until
from e2e.conftest import OpenPhone
from e2e.held import change, rows
from e2e.people import Lead, Worker
from e2e.server import Server


def _quiet_door(server: Server, worker: str) -> str:
    """A door of a worker with no need and nothing due."""
    (found,) = rows(
        server,
        "SELECT h.id FROM household h JOIN grid_building g ON g.building_id = h.building_id"
        " JOIN holding k ON k.grid_id = g.grid_id JOIN person p ON p.id = k.person_id"
        " WHERE p.name = ? AND k.post = 'grid_worker' AND g.until IS NULL"
        " AND h.moved_out_on IS NULL AND h.contact_phone <> ''"
        " AND NOT EXISTS (SELECT 1 FROM need n WHERE n.household_id = h.id)"
        " AND NOT EXISTS (SELECT 1 FROM correction c WHERE c.household_id = h.id)"
        " ORDER BY h.id LIMIT 1",
        worker,
    )
    return str(found["id"])


def _choose(person: Worker | Lead, name: str, value: str) -> None:
    person.page.locator(f"label:has(input[name={name}][value={value}])").click()


def _press(person: Worker | Lead, name: str) -> None:
    person.page.get_by_role("button", name=name, exact=True).click()


def test_r119_r142_a_need_is_agreed_reviewed_and_ended(server: Server, phone: OpenPhone) -> None:
    wang = Worker(phone())
    wang.get_ready()
    door = _quiet_door(server, "王敏")
    wang.phone.go(f"/households/{door}/file")
    wang.page.get_by_role("link", name="登记需求").click()
    wang.reads("请念给住户听")
    wang.page.locator("[name=asked_for]").fill("送午餐")
    wang.page.locator("[name=every_days]").fill("2")
    _choose(wang, "giver", "householder")
    _choose(wang, "channel", "door")
    _press(wang, "住户同意，登记")
    wang.page.wait_for_url(f"**/households/{door}/file")
    wang.reads("送午餐")
    (need,) = rows(server, "SELECT id, code FROM need WHERE household_id = ?", door)
    wang.reads(need["code"])
    # Its first day is today: it stands among today's tasks, by its code alone.
    wang.today()
    task = wang.page.locator(f"a[href='/households/{door}']").filter(has_text=need["code"])
    expect(task).to_contain_text("定期帮助")
    expect(task).not_to_contain_text("送午餐")
    # The day of the review comes.
    change(server, "UPDATE need SET review_on = starts_on WHERE id = ?", need["id"])
    wang.today()
    expect(
        wang.page.locator(f"a[href='/households/{door}']").filter(has_text="回头看")
    ).to_have_count(1)
    wang.phone.go(f"/needs/{need['id']}")
    wang.page.locator("[name=service]").fill("改到中午十一点")
    _press(wang, "继续")
    wang.page.wait_for_url(f"**/households/{door}/file")
    wang.reads("改到中午十一点")
    wang.page.get_by_role("link", name="送午餐").click()
    wang.page.locator("[name=reason]").fill("已经不需要了")
    _press(wang, "结束这项需求")
    wang.page.wait_for_url(f"**/households/{door}/file")
    wang.reads("没有正在进行的需求")
    wang.today()
    expect(wang.page.get_by_text(need["code"])).to_have_count(0)


def test_r127_a_withdrawn_consent_leaves_the_phone_at_its_next_contact(
    server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    door = _quiet_door(server, "王敏")
    (home,) = rows(server, "SELECT contact_phone FROM household WHERE id = ?", door)
    call = wang.page.locator(f"a[href='tel:{home['contact_phone']}']")
    wang.phone.offline()
    wang.phone.go(f"/households/{door}")
    expect(call).to_be_visible()
    # At the desk, while this phone is in a stairwell with a round that is a minute old.
    zhang = Lead(phone(desk=True))
    zhang.sign_in()
    zhang.phone.go(f"/households/{door}/file")
    zhang.page.locator("summary", has_text="同意记录").click()
    zhang.page.get_by_role("link", name="留联系人和电话").click()
    _press(zhang, "撤回同意")
    zhang.page.wait_for_url(f"**/households/{door}/file")
    wang.phone.online()
    wang.today()  # its next contact
    path, number = f"/households/{door}", home["contact_phone"]
    until(wang.page, lambda: number not in kept_pages(wang.page).get(path, number))
    wang.phone.offline()
    wang.phone.go(f"/households/{door}")
    expect(wang.form).to_be_visible()
    expect(call).to_have_count(0)
    wang.phone.online()


def test_r137_a_household_moves_within_the_community_and_then_out(
    server: Server, phone: OpenPhone
) -> None:
    door = _quiet_door(server, "王敏")
    (to,) = rows(
        server,
        "SELECT building_id FROM household WHERE id = ?",
        _quiet_door(server, "李强"),
    )
    zhang = Lead(phone(desk=True))
    zhang.sign_in()
    zhang.phone.go(f"/households/{door}/move")
    zhang.page.locator("[name=building]").select_option(to["building_id"])
    zhang.page.locator("[name=entrance]").fill("9")
    zhang.page.locator("[name=room]").fill("９０１")
    zhang.page.locator("[name=reason]").fill("住户来大厅说的")
    _press(zhang, "办理搬家")
    zhang.page.wait_for_url(f"**/households/{door}/file")
    zhang.reads("9-901")
    li = Worker(phone(), "grid-worker-2")
    li.sign_in()
    li.phone.go("/households")
    expect(li.page.locator(f"a[href='/households/{door}']")).to_have_count(1)
    li.phone.go(f"/households/{door}/move-out")
    li.reads("档案关闭")
    li.page.locator("[name=reason]").fill("屋里已空")
    _press(li, "关闭档案")
    li.page.wait_for_url("**/households")
    expect(li.page.locator(f"a[href='/households/{door}']")).to_have_count(0)
    zhang.phone.go(f"/households/{door}/file")
    zhang.reads("档案已关闭")
    zhang.page.locator("summary", has_text="改动历史").click()
    zhang.reads("住户来大厅说的")
