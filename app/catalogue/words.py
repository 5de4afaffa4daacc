"""What the catalogue's codes are called on pages and in sheets."""

from app.catalogue.rules.items import Agency, Level, Limit, Unit, Way
from app.catalogue.rules.layers import Layer
from app.catalogue.rules.windows import Preset
from app.kit.i18n import Message
from app.org.models import Post

AGENCY = {
    Agency.FULL: Message("代办"),
    Agency.ASSIST: Message("协办"),
    Agency.EXPLAIN: Message("告知"),
}
AGENCY_LONG = {
    Agency.FULL: Message("能代办：写一张委托书，社区替您全程办"),
    Agency.ASSIST: Message("只能协办：要您本人办，社区陪着帮您办"),
    Agency.EXPLAIN: Message("须本人办理：社区把程序说清楚"),
}
LEVELS = {
    Level.COMMUNITY: Message("社区办结"),
    Level.STREET: Message("街道办结"),
    Level.DISTRICT: Message("区里办结"),
}
WAYS = {
    Way.WINDOW: Message("窗口"),
    Way.DOOR: Message("上门"),
    Way.PHONE: Message("电话"),
    Way.ONLINE: Message("网上"),
}
UNITS = {
    Unit.WORKING_DAYS: Message("个工作日"),
    Unit.WORKING_HOURS: Message("个工作小时"),
    Unit.INSTANT: Message("当场办结"),
}
PRESETS = {
    Preset.SIX: Message("六类（城区）"),
    Preset.FIVE: Message("五类（城郊）"),
}
LAYERS = {
    Layer.ADMITTED: Message("市级准入清单"),
    Layer.LISTED: Message("区县目录"),
    Layer.USED: Message("社区清单"),
}
GUIDE = {
    "basis": Message("办理依据"),
    "department": Message("受理单位"),
    "flow": Message("基本流程"),
    "materials": Message("申请材料"),
    "sample_text": Message("示范文本"),
}
OWNERS = {
    Post.CLERK.value: Message("窗口人员"),
    Post.GRID_WORKER.value: Message("网格员"),
    Post.GRID_LEAD.value: Message("网格长"),
    Post.STATION_HEAD.value: Message("站长"),
    "department": Message("主管部门"),
}
MATERIAL_FORMS = ("原件", "复印件", "原件和复印件", "电子")
DAYS, HOURS = Message("{n} 个工作日"), Message("{n} 个工作小时")
ONE_DAY, ONE_HOUR = Message("1 个工作日"), Message("1 个工作小时")


def limit_text(lang: str, limit: Limit | None) -> str:
    """A limit as people say it; "" without one."""
    if limit is None:
        return ""
    if limit.unit is Unit.INSTANT:
        return UNITS[Unit.INSTANT].text(lang)
    several, one = (DAYS, ONE_DAY) if limit.unit is Unit.WORKING_DAYS else (HOURS, ONE_HOUR)
    word = one if limit.amount == 1 else several
    return Message(word.msgid, n=limit.amount).text(lang)
