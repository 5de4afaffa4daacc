"""The routes of this slice, for main."""

from typing import Any

from app.handbook.pages import knowledge, log, rulebook

routes: list[Any] = [
    rulebook.listing,
    rulebook.rule,
    rulebook.version,
    rulebook.read,
    rulebook.write,
    log.log,
    log.reply,
    knowledge.listing,
    knowledge.new,
    knowledge.write,
    knowledge.story,
    knowledge.rewrite,
    knowledge.decide,
    knowledge.withdraw,
]
