"""What a household is asked to agree to, word for word, by purpose and version (row R127).

A text that somebody agreed to is never changed: a new wording is a new version.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.kit.i18n import Message


class ConsentFor(StrEnum):
    """What a consent is for; one does not cover the other."""

    CONTACT = "contact"
    NEED = "need"


class Giver(StrEnum):
    """Who said yes: a role, not a name."""

    HOUSEHOLDER = "householder"
    FAMILY = "family"
    TENANT = "tenant"
    GUARDIAN = "guardian"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One wording, read out or shown before anybody agrees."""

    purpose: ConsentFor
    version: str
    text: Message


TEXTS = (
    ConsentText(
        ConsentFor.CONTACT,
        "2026-11",
        Message(
            "同意社区服务站记下您自己选的联系人称呼和电话，只用来约时间、答复您提的事和紧急联系。"
            "不给别的单位。您随时可以撤回，撤回后立刻删除，不影响服务。"
        ),
    ),
    ConsentText(
        ConsentFor.NEED,
        "2026-11",
        Message(
            "同意社区服务站记下您提出的这项需求，只给负责您家的网格员、网格长和站长看，用来安排帮助。"
            "到期就结束。您随时可以撤回，撤回后立刻不再显示，不影响其他服务。"
        ),
    ),
)


def current(purpose: ConsentFor) -> ConsentText:
    """The wording in use now: the newest of its purpose."""
    return max((one for one in TEXTS if one.purpose == purpose), key=lambda one: one.version)


def text_of(purpose: str, version: str) -> Message | None:
    """The wording of a stored consent, or None when this program does not know it."""
    found = [one.text for one in TEXTS if (one.purpose, one.version) == (purpose, version)]
    return found[0] if found else None
