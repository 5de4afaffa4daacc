"""The words of a window: how something came, how it ends, how a notice is given."""

from app.attendance.words import LINE_WORDS
from app.kit.i18n import Message
from app.matters.forms.opening import Ending, Giving
from app.matters.rules.stages import Channel
from app.matters.words import CHANNEL_WORDS

# How it came, as whoever stands at a window or a door may choose (row R144); a complaint to 12345
# and what a patrol sees come by ways of their own.
CAME = (Channel.WINDOW, Channel.VISIT, Channel.PHONE, Channel.PORTAL, Channel.LETTER_BOX)
ENDING_WORDS = {
    Ending.ACCEPT: Message("受理"),
    Ending.DONE: Message("当场办结"),
    Ending.NOT_OURS: Message("不归我们办"),
}
GIVING_WORDS = {
    Giving.PRINT: Message("打印给居民"),
    Giving.READ_OUT: Message("念给居民听"),
    Giving.TEXT: Message("发短信"),
}
__all__ = ["CAME", "CHANNEL_WORDS", "ENDING_WORDS", "GIVING_WORDS", "LINE_WORDS"]
