"""Every route of matters."""

from typing import Any

from app.matters.pages import boards, matter

routes: list[Any] = [
    boards.board,
    matter.show,
    matter.step,
]
