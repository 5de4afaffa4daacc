"""The routes of this slice, for main."""

from typing import Any

from app.spotchecks.pages import checks, dice, draws, people, terms

routes: list[Any] = [
    checks.answer,
    checks.judge,
    checks.listing,
    checks.read_again,
    checks.show,
    checks.take_over,
    dice.dice,
    dice.throw,
    draws.document,
    draws.listing,
    draws.show,
    people.listing,
    people.one,
    terms.change_terms,
    terms.terms,
]
