"""The stream behind an open board: it tells of changes, and only to whoever may still look."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, col, select, update

from app.attendance.live import Live
from app.attendance.pages.board import LIVE
from app.auth.models import SignIn
from app.kit.db import Database
from app.org.models import Holding
from tests.attendance.test_board import touched
from tests.clock import HeldClock
from tests.people import Town
from tests.sync.conftest import Line

SOON_S = 10


class Board:
    """A board that is open on the lead's desk, and looks every moment."""

    def __init__(self, live: Live, line: Line, pool: ThreadPoolExecutor, town: Town) -> None:
        self.live, self.line, self.pool, self.town = live, line, pool, town
        live.every_s = 0.02

    def open(self) -> "Future[Any]":
        """Open the stream; what it said is known when it has ended."""
        stream = self.pool.submit(self.line.client.get, "/board/events")
        deadline = time.monotonic() + SOON_S
        # Counted in before it has looked: a change before its first look is no change to it.
        while not (self.live.streams[self.town.lead] and self.live._known):
            assert time.monotonic() < deadline, "the stream did not begin"
            time.sleep(0.01)
        return stream

    def change(self, *deeds: Callable[[Session], object]) -> None:
        """Something happens in the database."""
        with self.line.db.session(writes=True) as session:
            for deed in deeds:
                deed(session)
            session.commit()


@pytest.fixture
def board(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Board]:
    """The lead's board."""
    live: Live = app.state.house.parts[LIVE]
    with (
        TestClient(app, base_url="https://localhost") as client,
        ThreadPoolExecutor(1) as pool,
    ):
        line = Line(client, db, clock)
        line.sign_in(town.lead, town.community)
        try:
            yield Board(live, line, pool, town)
        finally:
            live.stop()


def signed_out(town: Town, clock: HeldClock) -> Callable[[Session], object]:
    """The lead's sessions are ended from elsewhere."""
    return lambda session: session.exec(
        update(SignIn).where(col(SignIn.person_id) == town.lead).values(ended_at=clock())
    )


def out_of_office(town: Town, clock: HeldClock) -> Callable[[Session], object]:
    """The lead's post has ended a moment ago."""

    def deed(session: Session) -> None:
        held = session.exec(select(Holding).where(Holding.person_id == town.lead)).one()
        held.until = clock() - timedelta(minutes=1)
        session.add(held)

    return deed


@pytest.mark.parametrize("end", [signed_out, out_of_office])
def test_an_open_board_ends_soon_after_its_viewer_may_look_no_more(
    board: Board, town: Town, clock: HeldClock, end: Callable[..., Callable[[Session], object]]
) -> None:
    board.live.ask_every_s = 0.1
    stream = board.open()
    board.change(end(town, clock))
    said = stream.result(timeout=SOON_S).text
    assert "event: here" in said
    assert board.live.streams == {}


def test_whoever_is_signed_out_is_not_told_of_the_next_change(
    board: Board, town: Town, clock: HeldClock
) -> None:
    board.live.ask_every_s = 3600
    stream = board.open()
    board.change(signed_out(town, clock), lambda session: touched(session, town, clock()))
    assert "event: changed" not in stream.result(timeout=SOON_S).text


def test_whoever_may_look_is_told_of_changes_until_the_house_closes(
    board: Board, town: Town, clock: HeldClock
) -> None:
    board.live.ask_every_s = 0.05
    stream = board.open()
    board.change(lambda session: touched(session, town, clock()))
    time.sleep(0.5)  # time itself: the stream must not end in it
    assert not stream.done()
    board.live.stop()
    assert "event: changed" in stream.result(timeout=SOON_S).text
