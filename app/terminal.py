"""What every command of the terminal shares: its settings, and how it gives up."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.settings import BadSetting, Settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.kit.db import Database

FAILED, MISUSED, INTERRUPTED = 1, 2, 130
FOLDER_MODE = 0o700


class Stop(Exception):
    """Nothing more can be done; the text says why, and what would help."""


def settings_of(given: argparse.Namespace, **more: object) -> Settings:
    """The settings of the environment and of the command's own words. Raises BadSetting."""
    asked = {name: getattr(given, name, None) for name in ("data", "host", "port")}
    return Settings.from_env(os.environ, **{**asked, **more})


def with_folder(settings: Settings) -> Settings:
    """`settings`, with the data folder made. Raises BadSetting."""
    try:
        Path(settings.data).mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as problem:
        raise BadSetting(f"data: {problem}") from None
    return settings


@contextmanager
def open_session(settings: Settings, *, writes: bool = False) -> "Iterator[Session]":
    """A session on a database that is there and up to date. Raises Stop."""
    with open_database(settings) as database, database.session(writes=writes) as session:
        yield session


@contextmanager
def open_database(settings: Settings) -> "Iterator[Database]":
    """A database that is there and up to date. Raises Stop."""
    from app.doctor import behind
    from app.kit.db import Database

    problem = behind(settings.url)
    if problem:
        raise Stop(f"数据库不可用  The database cannot be used: {problem}")
    database = Database(settings.url, pool_size=2)
    try:
        yield database
    finally:
        database.close()


def bring_up_to_date(settings: Settings) -> None:
    """Give the database the tables of this program. Raises Stop."""
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from app.kit.db import migrate

    try:
        migrate(settings.url)
    except (CommandError, SQLAlchemyError):
        from app.doctor import behind  # reads half the program: only where it has something to say

        problem = behind(settings.url)
        if not problem:
            raise
        raise Stop(f"数据库不可用  The database cannot be used: {problem}") from None
