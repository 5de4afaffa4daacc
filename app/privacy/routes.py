"""The routes of this slice, for main."""

from typing import Any

from app.privacy.pages import access, breaches

routes: list[Any] = [
    breaches.new_report,
    breaches.make_report,
    breaches.report_received,
    breaches.report_list,
    breaches.take_report,
    breaches.close_report,
    access.access_log,
]
