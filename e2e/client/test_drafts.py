"""What is being written: kept at every key, through crashes, at its own door."""

from playwright.sync_api import expect

from e2e.client.inside import records
from e2e.people import Worker

TEXT = "楼道灯坏了，三楼的老人上下不便"


def test_never_17_a_phone_killed_at_every_field_loses_nothing(wang: Worker) -> None:
    household = wang.open_door()
    typed: dict[str, str] = {}
    fields = {"findings": TEXT, "requests": "想要扶手", "next_on": "2099-01-02"}
    wang.choose("nobody_home")
    for name, text in fields.items():
        wang.unfold(name)
        wang.form.locator(f"[name={name}]").first.fill(text)
        typed[name] = text
        wang.sees_draft_kept()
        wang.phone.kill()
        wang.phone.reopen()
        wang.sign_in()
        wang.phone.offline()
        wang.phone.go(f"/households/{household}")
        expect(wang.form.locator("[data-draft-restored]")).to_be_visible()
        for each, said in typed.items():
            expect(wang.form.locator(f"[name={each}]").first).to_have_value(said)
        assert wang.form.locator("[name=outcome][value=nobody_home]").is_checked()
        wang.phone.online()


def test_never_15_a_draft_opens_only_at_its_own_door(wang: Worker) -> None:
    wang.open_door(0)
    wang.form.locator("[name=findings]").fill(TEXT)
    wang.sees_draft_kept()
    wang.today()
    wang.open_door(1)
    expect(wang.form.locator("[name=findings]")).to_have_value("")
    expect(wang.form.locator("[data-draft-restored]")).to_be_hidden()
    wang.outbox()
    expect(wang.page.locator("[data-draft-list] > *")).to_have_count(1)
    wang.page.locator("[data-draft-open]").click()
    expect(wang.form.locator("[name=findings]")).to_have_value(TEXT)


def test_never_45_two_tabs_write_one_after_the_other(wang: Worker) -> None:
    wang.phone.offline()
    wang.open_door(0)
    second = wang.phone.context.new_page()
    second.goto(wang.page.url)
    wang.write(findings=TEXT)
    second.locator("label:has([name=outcome][value=phone])").click()
    second.locator("[name=findings]").fill("电话里说都好")
    wang.save()
    second.locator("form[data-outbox=visit] .save button").click()
    second.wait_for_url("**/today")
    said = [row["inside"]["text"] for row in records(wang.page)]
    assert len(said) == 2
    assert len({row["id"] for row in records(wang.page)}) == 2
    second.close()


def test_what_is_typed_before_the_scripts_are_there_is_kept(wang: Worker) -> None:
    """A slow phone shows the form long before it runs anything."""
    wang.open_door()
    url = wang.page.url
    wang.page.add_init_script(
        "document.addEventListener('readystatechange',"
        " () => { const area = document.querySelector('[name=findings]');"
        " if (area && document.readyState === 'interactive') area.value = '很快写下的'; });"
    )
    wang.page.goto(url)
    wang.sees_draft_kept()
    wang.outbox()
    expect(wang.page.locator("[data-draft-list] > *")).to_have_count(1)
