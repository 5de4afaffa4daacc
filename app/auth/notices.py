"""What its owner sees on every page while somebody restores their sign-in, and for a day after.

There is no text message to send, so every device on which they are signed in tells them.
"""

from litestar import MediaType, Response
from litestar.di import NamedDependency

from app.auth.guards import signed_in, who
from app.auth.queries import name_of, recovery_to_tell
from app.kit.html import banners, pages_of
from app.kit.web import Work, get


@get("/me/notices", guard=signed_in)
def my_notices(work: NamedDependency[Work]) -> Response[str]:
    """The banners alone, for pages that came from the phone itself (behaviours/banners.js)."""
    headers = {"Cache-Control": "no-store"}
    return Response(str(banners(work)), media_type=MediaType.HTML, headers=headers)


def recovery_banner(work: Work) -> str:
    """The recovery of the signed-in person as a banner, or nothing."""
    recovery = recovery_to_tell(work.session, who(work).id, work.now)
    if recovery is None:
        return ""
    return pages_of(work).render(
        "auth/_recovery_banner.html",
        work.lang,
        recovery=recovery,
        opener=name_of(work.session, recovery.opened_by),
    )


routes = [my_notices]
