"""The stages of a matter and the plain words its steps are made of (rows R75-R78, R80, R144).

受理待办事项—登记分类—直接办理或代办、转办—跟踪督办—反馈办理结果—接受群众评议—归档. A dispute has
six of them: nobody sorts two neighbours into a category before they are listened to (row R76).
"""

from enum import IntEnum, StrEnum


class Stage(StrEnum):
    """How far a matter has come, in the order of the road, and the three ends beside it."""

    ACCEPTED = "accepted"
    CLASSIFIED = "classified"
    HANDLING = "handling"
    TRACKED = "tracked"
    FEEDBACK = "feedback"
    RATING = "rating"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    NOT_OURS = "not_ours"


ENDED = frozenset({Stage.ARCHIVED, Stage.CANCELLED, Stage.WITHDRAWN, Stage.NOT_OURS})
# While the resident waits for the result: the clock runs, and only here it can stand still.
OPEN = frozenset({Stage.ACCEPTED, Stage.CLASSIFIED, Stage.HANDLING})
# There is a result, and the resident is yet to be told, asked and heard.
DONE = frozenset({Stage.TRACKED, Stage.FEEDBACK, Stage.RATING})


class Flow(StrEnum):
    """Which of the two machines a matter goes through."""

    SERVICE = "service"
    DISPUTE = "dispute"


# What a matter goes through on its way, for a bar that shows the resident one progress (row R67).
ROADS = {
    Flow.SERVICE: (
        Stage.ACCEPTED, Stage.CLASSIFIED, Stage.HANDLING, Stage.TRACKED, Stage.FEEDBACK,
        Stage.RATING, Stage.ARCHIVED,
    ),
    Flow.DISPUTE: (
        Stage.ACCEPTED, Stage.HANDLING, Stage.TRACKED, Stage.FEEDBACK, Stage.RATING,
        Stage.ARCHIVED,
    ),
}  # fmt: skip


class Channel(StrEnum):
    """How a matter came (row R144)."""

    WINDOW = "window"
    VISIT = "visit"
    PHONE = "phone"
    PORTAL = "portal"
    LETTER_BOX = "letter_box"
    HOTLINE_12345 = "12345"
    PATROL = "patrol"


UNSEEN = frozenset({Channel.PORTAL, Channel.LETTER_BOX, Channel.HOTLINE_12345})
"""The ways in on which nobody of the station stands before the resident: whoever it is given to
has to say that they have it (row R87)."""


class Untaken(IntEnum):
    """Who has not said yet that they have a matter: the first owner, the backup, or neither did in
    time and the head knows (row R87)."""

    FIRST = 1
    BACKUP = 2
    NOBODY = 3


class Handling(StrEnum):
    """What kind of work it is; chosen at registration, it decides the route (row R77)."""

    ON_THE_SPOT = "on_the_spot"
    BRING_BACK = "bring_back"
    AT_ONCE = "at_once"
    APPROVAL = "approval"


class Way(StrEnum):
    """直接办理 / 代办 / 转办."""

    DIRECT = "direct"
    AGENCY = "agency"
    REFERRAL = "referral"


# Done where it stands; talked over and done or passed on; reported upward at once; handed in
# somewhere and followed to the end.
WAYS = {
    Handling.ON_THE_SPOT: frozenset({Way.DIRECT}),
    Handling.BRING_BACK: frozenset(Way),
    Handling.AT_ONCE: frozenset({Way.DIRECT, Way.REFERRAL}),
    Handling.APPROVAL: frozenset({Way.AGENCY, Way.REFERRAL}),
}
DISPUTE_WAYS = frozenset({Way.DIRECT, Way.REFERRAL})

# 一般性、区域性、全局性、重大或突发性问题 (row R78).
LEVELS = (1, 2, 3, 4)
HIGHEST = 4


class Answer(StrEnum):
    """What a department says to what was referred to it (row R94)."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class How(StrEnum):
    """How somebody was told or asked (row R79)."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    MESSAGE = "message"
    ONLINE = "online"
    LETTER = "letter"
