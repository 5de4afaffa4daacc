"""Every route of matters."""

from typing import Any

from app.matters.pages import boards, figures, matter

routes: list[Any] = [
    boards.board,
    figures.figures,
    matter.show,
    matter.step,
]
