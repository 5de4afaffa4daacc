"""Who may come in: each route names one of these, and a test reads them all."""

from app.auth.principal import COOKIE, Principal, principal_of
from app.auth.rules import SEEN_EVERY
from app.auth.sessions import note_seen
from app.kit.problems import NotAllowed, SignInNeeded
from app.kit.web import READS, Guard, Work
from app.org.models import JUDGES, Post


def anyone(work: Work) -> None:
    """No session needed; nobody is looked up."""


def maybe(work: Work) -> None:
    """No session needed, but a signed-in person is known."""
    token = work.request.cookies.get(COOKIE)
    work.principal = principal_of(work.session, token, work.now)
    if token and work.principal is not None and work.request.method not in READS:
        _note_seen(work, work.principal, token)


def _note_seen(work: Work, principal: Principal, token: str) -> None:
    if principal.seen_at is not None and principal.seen_at >= work.now - SEEN_EVERY:
        return
    if work.writes:
        note_seen(work.session, token, work.now)
    else:
        # A transaction that began by reading may not write: another writer may have come between.
        work.session.commit()
        with work.house.db.session(writes=True) as session:
            note_seen(session, token, work.now)
            session.commit()


def signed_in(work: Work) -> None:
    """Anyone with an open session. Raises SignInNeeded."""
    maybe(work)
    if work.principal is None:
        raise SignInNeeded


def posts(*allowed: Post) -> Guard:
    """Only people who hold one of the posts now. Raises NotAllowed."""

    def guard(work: Work) -> None:
        signed_in(work)
        if not who(work).posts & set(allowed):
            raise NotAllowed

    guard.__name__ = "posts:" + ",".join(allowed)
    return guard


member = posts(
    Post.GRID_WORKER,
    Post.GRID_LEAD,
    Post.STATION_HEAD,
    Post.DATA_STEWARD,
    Post.CLERK,
    Post.WORKERS_REPRESENTATIVE,
)
"""Everybody who works in a community."""

judging = posts(*JUDGES)
"""Whoever sits on a panel or decides appeals somewhere; for which community they count is asked
of `app.org.scope.judges_in`."""


def who(work: Work) -> Principal:
    """The signed-in person. Raises SignInNeeded when nobody is."""
    if not isinstance(work.principal, Principal):
        raise SignInNeeded
    return work.principal
