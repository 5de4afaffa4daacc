"""What the pages of referrals share: whose inbox it is, and as what somebody answers."""

from app.auth.guards import posts, who
from app.kit.problems import NotAllowed, NotFound
from app.kit.web import Work
from app.matters.queries.whole import Whole, held_matter
from app.matters.rules.steps import Role
from app.org.commands import log_view
from app.org.models import Post
from app.referrals.commands.referrals import ROLES
from app.referrals.models import Department
from app.referrals.queries.departments import answers_for
from app.referrals.queries.inbox import Sent, sent_to
from app.station.pages.common import known_id

ANSWERING = posts(Post.DEPARTMENT_OFFICER, Post.STREET_OFFICER)
SEEN = "referral"


def departments_here(work: Work) -> list[Department]:
    """The departments for which the reader answers."""
    me = who(work)
    return answers_for(work.session, me.id, me.posts, me.area_id, work.now)


def sent_here(work: Work, matter_id: str) -> Sent:
    """A matter that one of the reader's departments has now. Raises NotFound for any other."""
    found = sent_to(work.session, departments_here(work), known_id(matter_id))
    if found is None:
        raise NotFound
    return found


def held_here(work: Work, matter_id: str) -> tuple[Whole, Sent]:
    """The same, locked for a step. Raises NotFound."""
    sent_here(work, matter_id)
    whole = held_matter(work.session, matter_id, work.now)
    if whole is None:
        raise NotFound
    # Looked at once more: somebody else may have answered while this waited for the lock.
    return whole, sent_here(work, matter_id)


def role_here(work: Work, sent: Sent) -> Role:
    """As what the reader answers: for the street's own office as its officer."""
    mine = who(work).posts
    seated = Post.DEPARTMENT_OFFICER in mine
    post = Post.DEPARTMENT_OFFICER if seated else Post.STREET_OFFICER
    if post not in mine:
        raise NotAllowed
    return ROLES[post]


def log_sent(work: Work, sent: Sent) -> None:
    """Note that somebody outside the community reads this; with the household where the referral
    shows who lives there."""
    matter = sent.matter
    seen = [matter.household_id] if sent.contact and matter.household_id else []
    reason = sent.passed.contact_reason if sent.passed and sent.contact else ""
    log_view(work, matter.community_id, SEEN, seen, reason)
