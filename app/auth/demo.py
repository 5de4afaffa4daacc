"""Sign-in links for the cast of the demo: never outside demo mode, never through a proxy."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.auth.queries import staff_of
from app.auth.rules import demo_allowed
from app.kit.i18n import Message
from app.kit.web import Work
from app.org.areas import ids_above
from app.org.models import Area, AreaLevel, Person, Post

# How many people of each post get a link.
PLACES = {Post.GRID_WORKER: 2, Post.PANEL_MEMBER: 3, Post.DISTRICT_OFFICER: 2}
STARS = (
    "王敏", "李强", "张丽", "陈建国", "刘洋", "赵倩", "孙伟", "周静", "于洋",
    "何静", "郭涛", "林芳", "马骏", "沈涛",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CastMember:
    """Somebody of the demo who can be signed in by a link."""

    slug: str
    person: Person
    post: Post


def demo_open(work: Work) -> bool:
    """Whether this request may use demo links at all."""
    if not work.settings.demo or work.request.client is None:
        return False
    host = work.request.url.hostname or ""
    return demo_allowed(work.request.client.host, host, set(work.request.headers.keys()))


def cast(session: Session, now: datetime) -> list[CastMember]:
    """The cast: people of the home community, its street and its district, one a post."""
    home = _home(session)
    people = staff_of(session, ids_above(session, home), now) if home else []
    people.sort(key=lambda one: STARS.index(one[0].name) if one[0].name in STARS else len(STARS))
    found: list[CastMember] = []
    for role in Post:
        holders = [p for p, held in people if any(h.post == role for h in held)]
        for number, person in enumerate(holders[: PLACES.get(role, 1)], start=1):
            slug = role.replace("_", "-") + (f"-{number}" if number > 1 else "")
            found.append(CastMember(slug, person, role))
    return found


def _home(session: Session) -> str | None:
    """The community of the first star, or else the one with the lowest code."""
    star = session.exec(
        select(Person.community_id).where(
            Person.name == STARS[0], col(Person.community_id).is_not(None)
        )
    ).first()
    return (
        star
        or session.exec(
            select(Area.id)
            .where(Area.level == AreaLevel.COMMUNITY)
            .order_by(col(Area.code))
            .limit(1)
        ).first()
    )


def find_in_cast(session: Session, now: datetime, slug: str) -> Person | None:
    """The person of a link such as `grid-worker` or `grid_worker`."""
    wanted = slug.replace("_", "-")
    return next((one.person for one in cast(session, now) if one.slug == wanted), None)


def demo_links(
    session: Session, now: datetime, origin: str, words: dict[Post, Message], lang: str
) -> list[tuple[str, str, str, str]]:
    """(slug, name, post, address) of each of the cast, for the command line."""
    return [
        (
            one.slug,
            one.person.name,
            words[one.post].text(lang),
            f"{origin.rstrip('/')}/demo/{one.slug}",
        )
        for one in cast(session, now)
    ]
