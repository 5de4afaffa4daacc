"""The routes of this slice, for main."""

from typing import Any

from app.rights.pages import requests

routes: list[Any] = [
    requests.rights,
    requests.new_request,
    requests.open_request,
    requests.one_request,
    requests.copy,
    requests.completion,
    requests.erasure,
    requests.refusal,
]
