"""What the ledgers, their columns and states are called."""

from app.auth.words import post_words
from app.books.rules.uscc import Fault
from app.kit.i18n import Message

LEDGERS = {
    "staff": Message("人员台账"),
    "households": Message("住户台账"),
    "units": Message("单位台账"),
    "needs": Message("需求台账"),
}
EXPLAINED = {
    "staff": Message("姓名、岗位、管辖网格、电话、上岗日期"),
    "households": Message("一户一档：地址、网格、人数、联系方式、核实日期"),
    "units": Message("驻社区单位和门店：名称、类别、地址、统一社会信用代码"),
    "needs": Message("居民自己提出的需求、服务、期限和状态"),
}

CONTACT_WORDS = {
    "door": Message("上门"),
    "phone": Message("先打电话"),
    "message": Message("先发信息"),
}
FILE_STATES = {"good": Message("齐全"), "missing": Message("待补"), "stale": Message("待核对")}
HOUSEHOLD_FILTER = {
    "": Message("在住"),
    "missing": Message("待补"),
    "stale": Message("待核对"),
    "good": Message("齐全"),
    "closed": Message("已迁出"),
}
NEED_STATES = {
    "running": Message("进行中"),
    "review": Message("该回顾了"),
    "coming": Message("未开始"),
    "over": Message("已到期"),
    "ended": Message("已结束"),
}
NEED_FILTER = {
    "": Message("进行中"),
    "review": Message("该回顾了"),
    "over": Message("已到期"),
    "ended": Message("已结束"),
    "all": Message("全部"),
}
HOLDING_STATES = {"own": Message("本岗"), "backup": Message("备岗"), "delegate": Message("代理")}
HOLDING_FILTER = {"": Message("在岗"), "left": Message("已离岗"), "all": Message("全部")}
UNIT_KINDS = {
    "shop": Message("门店"),
    "company": Message("企业"),
    "school": Message("学校和幼儿园"),
    "health": Message("医疗机构"),
    "public": Message("机关事业单位"),
    "society": Message("社会组织"),
    "property": Message("物业"),
    "other": Message("其他"),
}
UNIT_FILTER = {
    "": Message("在册"),
    "stale": Message("待核对"),
    "nocode": Message("没有代码"),
    "closed": Message("已关闭"),
}
FAULTS = {
    Fault.LENGTH: Message("代码应为 18 位"),
    Fault.LETTERS: Message("代码里有不会出现的字符"),
    Fault.PLACE: Message("第 3 到 8 位应为数字"),
    Fault.CHECK: Message("校验位不对，请与证照核对"),
}
# What a state looks like beside its word.
MARKS = {
    "good": "good", "missing": "soon", "stale": "wait", "running": "good", "review": "soon",
    "coming": "wait", "over": "wait", "ended": "off",
}  # fmt: skip

HAPPENED = {
    "field": Message("改了字段"),
    "unit.added": Message("登记"),
    "unit.changed": Message("修改"),
    "unit.closed": Message("关闭"),
    "unit.opened": Message("重新登记为在册"),
    "holding.since": Message("上岗"),
    "holding.until": Message("离岗"),
    "household.verified": Message("核对过"),
    "household.changed": Message("修改"),
    "household.moved_in": Message("迁入"),
    "household.moved_out": Message("迁出"),
    "household.moved": Message("在本社区内搬家"),
    "household.merged": Message("合并了重复的档案"),
    "consent.given": Message("同意"),
    "consent.withdrawn": Message("撤回同意"),
    "correction.made": Message("提出更正"),
    "correction.decided": Message("更正有了决定"),
    "need.agreed": Message("约定了帮助"),
    "need.reviewed": Message("回顾了需求"),
    "need.ended": Message("结束了需求"),
    "person.taken_on": Message("登记人员"),
    "invitation.made": Message("发出邀请"),
    "export.made": Message("导出"),
}
OTHER_CHANGE = Message("其他改动")
FIELDS = {
    "name": Message("名称"),
    "kind": Message("类别"),
    "uscc": Message("统一社会信用代码"),
    "building_id": Message("所在楼栋"),
    "address": Message("地址"),
    "contact_name": Message("联系人"),
    "contact_phone": Message("电话"),
    "contact_by": Message("联系方式"),
    "verified_on": Message("最近核对"),
    "people": Message("人数"),
    "post": Message("岗位"),
    "entrance": Message("单元"),
    "room": Message("房号"),
}
OTHER_FIELD = Message("其他")


def said_kind(kind: str) -> Message:
    """What an event is called."""
    return HAPPENED.get(kind, OTHER_CHANGE)


def said_field(name: str) -> Message:
    """What a field is called."""
    return FIELDS.get(name, OTHER_FIELD)


def said_value(name: str, value: str, lang: str) -> str:
    """A value of a field's history in words."""
    words: dict[str, dict[str, Message]] = {
        "kind": UNIT_KINDS,
        "contact_by": CONTACT_WORDS,
        "post": {post.value: word for post, word in post_words().items()},
    }
    if name == "building_id":  # an id says nothing; that it changed is what counts
        return HIDDEN.text(lang) if value else ""
    word = words.get(name, {}).get(value)
    return word.text(lang) if word else value


HIDDEN = Message("（已改）")
