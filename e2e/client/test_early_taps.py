"""What is tapped while the page's scripts are still on their way."""

from playwright.sync_api import Download, expect

from e2e.people import Worker


def test_a_tap_made_before_the_scripts_are_there_is_not_lost(wang: Worker) -> None:
    wang.phone.offline()
    wang.visit(findings="楼道灯坏了")
    wang.outbox()
    # As soon as the button is parsed: no module has run by then.
    wang.page.add_init_script(
        """new MutationObserver((_, watch) => {
          const button = document.querySelector('[data-export-all]');
          if (!button) return;
          watch.disconnect();
          button.click();
          button.click();
        }).observe(document, { childList: true, subtree: true });"""
    )
    told: list[Download] = []
    wang.page.on("download", lambda one: told.append(one))
    with wang.page.expect_download():
        wang.page.reload()
    expect(wang.page.locator("[data-outbox-status]")).to_have_text("已导出 1 条")
    assert len(told) == 1, "two impatient taps, one file"
