"""What this slice puts into the places that lower slices leave open."""

from app.kit.registry import Registry
from app.matters.pages.matter import HELPERS, LINKS
from app.team.pages.tasks import task_link
from app.team.queries.team import names_of_tasks


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main)."""
    registry.fill(LINKS, "team", task_link)
    registry.fill(HELPERS, "team", names_of_tasks)
