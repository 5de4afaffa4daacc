"""The routes of the window and of its slips, for main."""

from typing import Any

from app.matters.pages import accepting, notices, window

routes: list[Any] = [
    accepting.accept_matter,
    accepting.accepted,
    accepting.handing_out,
    notices.follow_code,
    notices.slip,
    window.choice,
    window.found_doors,
    window.found_items,
    window.new_matter,
    window.window,
]
