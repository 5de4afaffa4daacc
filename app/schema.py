"""Every table in one place, for migrations and for tests of the schema."""

from importlib import import_module

MODELS = (
    "app.kit.audit",
    "app.org.models",
    "app.auth.models",
    "app.catalogue.models",
    "app.households.models",
    "app.station.models",
    "app.visits.models",
    "app.matters.models",
    "app.referrals.models",
    "app.team.models",
    "app.handbook.models",
    "app.hotline.models",
    "app.sync.models",
    "app.attendance.models",
    "app.accuracy.models",
    "app.spotchecks.models",
    "app.cases.models",
    "app.rights.models",
)


def import_models() -> None:
    """Let SQLModel know every table."""
    for name in MODELS:
        import_module(name)
