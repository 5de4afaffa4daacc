"""What the server holds after a conversation."""

from sqlmodel import func, select

from app.kit.db import Database
from app.sync.verify import Sound, verify
from app.visits.models import Visit


def held(db: Database, model: type = Visit) -> int:
    """How many rows of `model` the server holds."""
    with db.session() as session:
        return session.exec(select(func.count()).select_from(model)).one()


def assert_sound(db: Database) -> None:
    """Every chain verifies."""
    with db.session() as session:
        findings = list(verify(session))
    assert findings and all(isinstance(one, Sound) for one in findings), findings
