"""Why a station keeps each field of a household's file: purpose, basis and retention (row R127).

The laws named: 个人信息保护法 (personal information) article 13, 城市居民委员会组织法 (residents'
committees) article 3. What stands on consent goes when consent is withdrawn.
"""

from dataclasses import dataclass

from app.kit.i18n import Message

SERVICE = Message(
    "社区为居民服务的职责（《城市居民委员会组织法》第三条、《个人信息保护法》第十三条）"
)
CONSENT = Message("住户本人同意，随时可以撤回（《个人信息保护法》第十三条、第十五条）")
CLOSED = Message("迁出后 {days} 天删除")
WITHDRAWN = Message("撤回同意时立刻删除；最晚在迁出后 {days} 天删除")
ENDED = Message("结束 {need_days} 天后删除；最晚在迁出后 {days} 天删除")
TALKED = Message("满 {visit_days} 天删除；最晚在迁出后 {days} 天删除")


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of the file as people may ask about it."""

    name: str
    label: Message
    purpose: Message
    basis: Message
    retention: Message
    """With the places `days` (how long the community keeps a file after a household moved out),
    `visit_days` and `need_days`."""


def _all(*rules: FieldRule) -> dict[str, FieldRule]:
    return {one.name: one for one in rules}


FIELDS = _all(
    FieldRule(
        "door",
        Message("门牌"),
        Message("知道走访和服务到哪一扇门"),
        SERVICE,
        CLOSED,
    ),
    FieldRule(
        "people",
        Message("人数"),
        Message("应急和物资发放时知道有几口人"),
        SERVICE,
        CLOSED,
    ),
    FieldRule(
        "contact_name",
        Message("联系人"),
        Message("住户自己选的、愿意接电话的人"),
        CONSENT,
        WITHDRAWN,
    ),
    FieldRule(
        "contact_phone",
        Message("电话"),
        Message("约时间、答复办理结果、紧急时联系"),
        CONSENT,
        WITHDRAWN,
    ),
    FieldRule(
        "contact_by",
        Message("联系方式"),
        Message("按住户愿意的方式联系，少打扰"),
        SERVICE,
        CLOSED,
    ),
    FieldRule(
        "needs",
        Message("需求"),
        Message("安排住户自己提出的帮助"),
        CONSENT,
        ENDED,
    ),
    FieldRule(
        "visits",
        Message("走访记录"),
        Message("知道上次谈了什么，答应的事有没有办"),
        SERVICE,
        TALKED,
    ),
    FieldRule(
        "concerns",
        Message("民情"),
        Message("把住户提的事办完并答复"),
        SERVICE,
        TALKED,
    ),
    FieldRule(
        "verified_on",
        Message("最近核对"),
        Message("知道这些信息有多新，过时的先核对"),
        SERVICE,
        CLOSED,
    ),
    FieldRule(
        "moved",
        Message("迁入迁出"),
        Message("知道这份档案何时开始、何时关闭"),
        SERVICE,
        CLOSED,
    ),
)
# What a form may change; the door changes by a move, the rest by what happens.
EDITABLE = ("people", "contact_name", "contact_phone", "contact_by")
# Fields that may stand only as long as the household agrees to being contacted.
ON_CONSENT = ("contact_name", "contact_phone")
