"""The hall's screen: a clock and a code that nobody knows before its minute (row R112)."""

from zoneinfo import ZoneInfo

from litestar import Response
from litestar.di import NamedDependency

from app.attendance.pages.challenges import DAY_SECRET
from app.attendance.pages.common import community_here, today_here
from app.attendance.queries.terms import terms_of
from app.attendance.rules.challenges import hall_secret
from app.attendance.rules.evidence import CODE_DIGITS, CODE_LASTS, station_code
from app.auth.guards import posts, who
from app.kit.html import page
from app.kit.web import Work, get
from app.org.models import Post

KEEPERS = posts(Post.GRID_LEAD, Post.STATION_HEAD, Post.CLERK)


@get("/hall-screen", guard=KEEPERS)
def hall_screen(work: NamedDependency[Work]) -> Response[str]:
    """The code of this minute; where a community wants none, how to have one."""
    community = community_here(work)
    wanted = terms_of(work.session, community.id, today_here(work)).hall_code
    secret = hall_secret(work.house.parts[DAY_SECRET], community.id)
    code = station_code(secret, work.now) if wanted else ""
    lasts = int(CODE_LASTS.total_seconds())
    return page(
        work,
        "attendance/hall_screen.html",
        block="code",
        community=community.name,
        local=work.now.astimezone(ZoneInfo(community.zone)),
        code=(code[: CODE_DIGITS // 2], code[CODE_DIGITS // 2 :]) if code else None,
        left=lasts - int(work.now.timestamp()) % lasts,
        lasts=lasts,
        may_open=Post.STATION_HEAD in who(work).posts,
    )
