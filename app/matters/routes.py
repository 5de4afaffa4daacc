"""Every route of matters."""

from typing import Any

from app.matters.pages import archive, boards, door, figures, matter, triplets

routes: list[Any] = [
    boards.board,
    door.new,
    door.write_report,
    door.alike_now,
    door.photo,
    figures.figures,
    triplets.unanswered,
    triplets.utilities,
    triplets.review_utility,
    archive.ask,
    archive.give,
    matter.show,
    matter.step,
]
