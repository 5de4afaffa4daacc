"""Who may open which ledger, who may change it, and who may take it away."""

from enum import StrEnum

from app.org.models import Post


class UnitKind(StrEnum):
    """What a local unit is (row R5)."""

    SHOP = "shop"
    COMPANY = "company"
    SCHOOL = "school"
    HEALTH = "health"
    PUBLIC = "public"
    SOCIETY = "society"
    PROPERTY = "property"
    OTHER = "other"


LEAD = (Post.GRID_LEAD, Post.STATION_HEAD)
KEEPERS = (Post.GRID_WORKER, *LEAD, Post.DATA_STEWARD)
SEEN_BY: dict[str, tuple[Post, ...]] = {
    "staff": (*LEAD, Post.DATA_STEWARD),
    "households": (Post.GRID_WORKER, *LEAD),
    "units": KEEPERS,
    # As the consent says: for the worker of the door, the lead and the head.
    "needs": (Post.GRID_WORKER, *LEAD),
}
EXPORTED_BY: dict[str, tuple[Post, ...]] = {
    "staff": (*LEAD, Post.DATA_STEWARD),
    "households": LEAD,
    "units": (*LEAD, Post.DATA_STEWARD),
    "needs": (Post.STATION_HEAD,),
}
EXPORTS_SEEN_BY = (Post.STATION_HEAD, Post.DATA_STEWARD)
EDITORS = (*LEAD, Post.DATA_STEWARD)
