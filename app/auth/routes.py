"""The routes of this slice, for main."""

from typing import Any

from app.auth import api, api_pin, notices, pages, pages_devices, pages_recoveries, pages_staff

routes: list[Any] = [
    *pages.routes,
    *notices.routes,
    *api.routes,
    *api_pin.routes,
    *pages_devices.routes,
    *pages_staff.routes,
    *pages_recoveries.routes,
]
