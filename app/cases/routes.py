"""The routes of this slice, for main."""

from typing import Any

from app.cases.pages import cases, ladder, replies, steps

routes: list[Any] = [
    cases.draw,
    cases.listing,
    cases.photo,
    cases.show,
    cases.signed_file,
    ladder.ladder,
    replies.reply,
    steps.appeal,
    steps.check,
    steps.decide_appeal,
    steps.export,
    steps.extend,
    steps.measure,
    steps.notify,
    steps.vote,
]
