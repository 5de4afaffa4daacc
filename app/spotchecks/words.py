"""What the steps of draws and checks are called."""

from typing import Any

from app.kit.i18n import Message
from app.spotchecks.models import CheckOutcome, Heard, Reached, Way
from app.spotchecks.rules.draw import Stratum
from app.visits.words import CHOICE_WORDS

WAY_WORDS = {Way.PHONE: Message("打电话"), Way.DOOR: Message("上门")}
REACHED_WORDS = {
    Reached.ANSWERED: Message("问到了"),
    Reached.NOT_REACHED: Message("没联系上"),
    Reached.DECLINED: Message("不愿回答"),
    Reached.MOVED: Message("已经搬走"),
}
HEARD_WORDS = {
    Heard.YES: Message("有人来过或打过电话"),
    Heard.NO: Message("没有"),
    Heard.UNSURE: Message("记不清"),
}
OUTCOME_WORDS = {
    CheckOutcome.TRUE: ("good", Message("属实")),
    CheckOutcome.PARTLY: ("soon", Message("部分属实")),
    CheckOutcome.FALSE: ("late", Message("不一致")),
    CheckOutcome.NOT_REACHED: ("off", Message("没联系上")),
    CheckOutcome.DECLINED: ("off", Message("不愿回答")),
    CheckOutcome.MOVED: ("off", Message("已经搬走")),
}
STRATUM_WORDS = {
    Stratum.BASE: Message("每人随机"),
    Stratum.ANOMALY: Message("有提示的记录"),
    Stratum.LATE: Message("补送的记录"),
}
PASSED_WORDS = {
    "asked": Message("60 天内问过这一户，或没有可问的住户"),
    "same_household": Message("当天已抽到这一户"),
}


def question_words(lang: str) -> dict[str, Any]:
    """What may be chosen in the blind form. Nothing of a record, not even its day, is among it."""
    return {
        "ways": [(one.value, WAY_WORDS[one].text(lang)) for one in Way],
        "reached": [(one.value, REACHED_WORDS[one].text(lang)) for one in Reached],
        "heard": [(one.value, HEARD_WORDS[one].text(lang)) for one in Heard],
        "abouts": [(key, message.text(lang)) for key, message in CHOICE_WORDS["purposes"].items()],
    }


def outcome_words(lang: str, outcome: str) -> tuple[str, str]:
    """The shape and the word of an outcome."""
    kind, word = OUTCOME_WORDS[CheckOutcome(outcome)]
    return kind, word.text(lang)


TO_READ_AGAIN = Message("等您再比一次")


def shown_outcome(lang: str, outcome: str, hidden: bool) -> tuple[str, str]:
    """An outcome for a list, but for whoever is to compare that check once more."""
    return ("draft", TO_READ_AGAIN.text(lang)) if hidden else outcome_words(lang, outcome)
