"""`qiaomen doctor`: is everything in place for this installation to run?"""

import os
from collections.abc import Iterator
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from app.kit.db import alembic_config, open_engine
from app.settings import BadSetting, Settings
from app.sync.keys import Keys

MIGRATE = "run: qiaomen migrate"
OTHERS = 0o077


def examine(settings: Settings) -> Iterator[tuple[str, str]]:
    """What was looked at, and what is wrong with it ("" when nothing is)."""
    folder = _folder(Path(settings.data))
    yield f"数据目录  data folder ({settings.data})", folder
    yield "数据库  database", behind(settings.url)
    yield "回执密钥  receipt keys", folder or _keys(settings)


def behind(url: str) -> str:
    """Why the database of `url` cannot be used as it is, or ""."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and not Path(str(parts.database)).exists():
        return f"{parts.database} is not there; {MIGRATE}"
    newest = ScriptDirectory.from_config(alembic_config(url)).get_current_head()
    engine = open_engine(url, pool_size=2)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as problem:
        return str(problem.__cause__ or problem).splitlines()[0]
    finally:
        engine.dispose()
    return "" if current == newest else f"at {current}, wants {newest}; {MIGRATE}"


def _folder(path: Path) -> str:
    if not path.is_dir():
        return f"is not there; {MIGRATE}"
    if not os.access(path, os.W_OK | os.X_OK):
        return "cannot be written"
    if path.stat().st_mode & OTHERS:
        return f"others may look into it; chmod 700 {path}"
    return ""


def _keys(settings: Settings) -> str:
    if not (Path(settings.data) / "keys").exists():
        return ""  # the first start makes them
    try:
        Keys.load(settings)
    except (BadSetting, OSError) as problem:
        return str(problem)
    return ""
