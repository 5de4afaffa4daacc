"""Which ledgers there are and who may open them. Pure."""

from app.org.models import Post

SEEN_BY: dict[str, tuple[Post, ...]] = {
    "staff": (Post.GRID_LEAD, Post.STATION_HEAD, Post.DATA_STEWARD),
    "households": (Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD),
    "units": (Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD, Post.DATA_STEWARD),
    # What residents asked for is for their own worker and the head alone.
    "needs": (Post.GRID_WORKER, Post.STATION_HEAD),
}
KEEPERS = (Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD, Post.DATA_STEWARD)
