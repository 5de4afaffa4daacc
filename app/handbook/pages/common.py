"""What the pages of the handbook share."""

from app.auth.guards import member, posts, who
from app.kit.problems import NotFound
from app.kit.web import Work
from app.org.models import Post

STAFF = member
HEAD = posts(Post.STATION_HEAD)


def community_id(work: Work) -> str:
    """The community whose staff the reader belongs to. Raises NotFound above it."""
    found = who(work).community_id
    if found is None:
        raise NotFound
    return found


def is_head(work: Work) -> bool:
    """Whether the reader leads the station."""
    return Post.STATION_HEAD in who(work).posts
