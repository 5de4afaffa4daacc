"""What is allowed around signing in: pure decisions, no clock and no database."""

import itertools
import re
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

INVITATION_LASTS = timedelta(hours=24)
RECOVERY_LASTS = timedelta(hours=72)
# How long its owner is told on every page that a recovery was used.
RECOVERY_TOLD_FOR = timedelta(hours=24)
CHALLENGE_LASTS = timedelta(minutes=5)
FRESH_FOR = timedelta(minutes=10)
SEEN_EVERY = timedelta(hours=1)
# How long somebody whose last post has ended may still sign in: to send what waits on the phone,
# and because what began in office goes on. From a notice on the last day to the decision on an
# appeal it takes up to four months, with holidays and the time to ask for more time (row R111).
SENDS_FOR = timedelta(days=180)
PIN_TRIES = 5
LONGEST_LOCK = timedelta(hours=24)
PIN_SHAPE = re.compile(r"[0-9]{6}")
TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")
# Inside WeChat (and WeCom) there are no passkeys, and storage is thrown away.
CHAT_BROWSER = re.compile(r"MicroMessenger|wxwork|DingTalk|QQ/|Weibo", re.IGNORECASE)
IPHONE = re.compile(r"iPhone|iPad|iPod")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1")
FORWARDING_HEADERS = ("x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip", "via")


class Way(StrEnum):
    """How a session was opened."""

    PASSKEY = "passkey"
    DEVICE_KEY = "device_key"
    RECOVERY_CODE = "code"
    DEMO = "demo"


class Purpose(StrEnum):
    """Why an invitation was made."""

    FIRST = "first"
    SECOND = "second"
    RECOVERY = "recovery"


HOMES = {
    "grid_worker": "/today",
    "grid_lead": "/board",
    "station_head": "/board",
    "data_steward": "/corrections",
    "clerk": "/window",
    "street_officer": "/areas",
    "district_officer": "/areas",
    "panel_member": "/cases",
    "appeal_officer": "/cases",
    "department_officer": "/referrals",
}


def home_of(post: str | None) -> str:
    """The page where the day of a post begins."""
    return HOMES.get(post or "", "/me")


def still_sends(post_ended: datetime, now: datetime) -> bool:
    """Whether somebody without a post may sign in, only to send what was written in office and to
    answer for it."""
    return now - post_ended < SENDS_FOR


def safe_path(path: str, otherwise: str) -> str:
    """`path` when it is a place on this site, so that no link can lead elsewhere after sign-in."""
    plain = re.fullmatch(r"/[A-Za-z0-9/_-]{0,200}", path) and not path.startswith("//")
    return path if plain else otherwise


def weak_pin(pin: str) -> bool:
    """Whether a thief would try this PIN first: one digit, a run, a repeated pair or half."""
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    return len(steps) == 1 or pin[:3] == pin[3:] or pin[:2] * 3 == pin


def lock_after(tries: int) -> timedelta | None:
    """How long a device key rests after that many wrong PINs in a row; None: not at all."""
    if tries < PIN_TRIES:
        return None
    return min(timedelta(minutes=2 ** min(tries - PIN_TRIES, 12)), LONGEST_LOCK)


def cloned(stored: int, given: int) -> bool:
    """Whether the counter of a passkey went back. Synced passkeys always report 0."""
    return stored > 0 and given > 0 and given <= stored


def fresh(started_at: datetime, now: datetime) -> bool:
    """Whether the person touched the key so lately that they may add another."""
    return now - started_at <= FRESH_FOR


def open_invitation(expires_at: datetime, used_at: datetime | None, now: datetime) -> bool:
    """Whether an invitation still works."""
    return used_at is None and now < expires_at


def two_officers(person: str, opener: str, confirmer: str) -> bool:
    """Whether three different people take part: the owner and two officers (row B39)."""
    return len({person, opener, confirmer}) == 3


def invitation_ends(now: datetime, recovery_expires_at: datetime | None) -> datetime:
    """When an invitation made `now` ends: never after the recovery that allows it, because
    nobody could stop it any more."""
    ends = now + INVITATION_LASTS
    return ends if recovery_expires_at is None else min(ends, recovery_expires_at)


def may_invite_first(has_ever_had_a_key: bool) -> bool:
    """Whether a head alone may invite: only somebody who never had a key.

    Afterwards only the owner (own session, printed code) or two officers can add one, so
    that no single person can sign in as somebody else.
    """
    return not has_ever_had_a_key


def demo_allowed(client: str, hostname: str, header_names: Collection[str]) -> bool:
    """Whether a demo link may sign in: this very machine, and no proxy in between."""
    loopback = client in ("127.0.0.1", "::1")
    forwarded = any(name in header_names for name in FORWARDING_HEADERS)
    return loopback and hostname in LOOPBACK_HOSTS and not forwarded


def device_name(agent: str) -> str:
    """What a person would call the phone or computer with this User-Agent."""
    kinds = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    )
    browsers = (
        ("MicroMessenger", "WeChat"),
        ("HuaweiBrowser", "HuaweiBrowser"),
        ("MiuiBrowser", "MiuiBrowser"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    )
    found = [
        next((name for mark, name in group if mark in agent), "") for group in (kinds, browsers)
    ]
    return " · ".join(name for name in found if name)
