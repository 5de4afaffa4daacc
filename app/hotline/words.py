"""What the register calls its channels and kinds, and what is wrong with a ticket."""

from app.hotline.rules.following import Shown
from app.hotline.rules.kinds import Duty, Help, Kind, Source
from app.kit.i18n import Message

SOURCE_WORDS = {
    Source.PHONE: Message("电话"),
    Source.VISIT: Message("走访"),
    Source.WINDOW: Message("窗口"),
    Source.PORTAL: Message("网上"),
    Source.LETTER_BOX: Message("意见箱"),
    Source.HOTLINE_12345: Message("12345 热线"),
    Source.PATROL: Message("巡查"),
    Source.MEETING: Message("座谈会"),
}
KIND_WORDS = {
    Kind.QUESTION: Message("咨询"),
    Kind.SERVICE: Message("服务申请"),
    Kind.PROBLEM: Message("问题反映"),
    Kind.DISPUTE: Message("家庭、邻里矛盾"),
    Kind.LOST: Message("寻找失物"),
}
HELP_WORDS = {
    Help.VISIT: Message("上门服务"),
    Help.APPOINTMENT: Message("预约服务"),
    Help.CALL: Message("呼叫服务"),
}
HELP_HINTS = {
    Help.VISIT: Message("我们到家里去"),
    Help.APPOINTMENT: Message("居民约好时间到站里来"),
    Help.CALL: Message("居民一叫就有人来"),
}
DUTY_WORDS = {
    Duty.ANSWERED: Message("直接解答"),
    Duty.GUIDED: Message("引导办理"),
    Duty.RECORDED: Message("认真记录"),
}
SHOWN_WORDS = {
    Shown.ACCEPTED: Message("接办"),
    Shown.HANDLED: Message("处理"),
    Shown.ANSWERED: Message("答复"),
}
TICKET_WORDS = {
    "number": Message("工单编号"),
    "sent_at": Message("派单时间"),
    "due_at": Message("办理期限"),
    "title": Message("标题"),
    "words": Message("诉求内容"),
    "caller": Message("来电人"),
    "phone": Message("联系电话"),
    "place": Message("事发地址"),
}
FAULT_WORDS = {
    "missing": Message("没有填"),
    "long": Message("太长了"),
    "moment": Message("时间应写成 2026-01-31 09:30 的样子"),
    "before": Message("办理期限早于派单时间"),
    "twice": Message("同一个编号出现了两次，内容不一样"),
}
