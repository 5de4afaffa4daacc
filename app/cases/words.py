"""What the steps, stages and measures of a case are called."""

from app.cases.models import RecordKind
from app.cases.rules.measures import Measure
from app.cases.rules.state import Stage
from app.cases.rules.steps import Cause, Role
from app.kit.i18n import Message

# How each stage looks (the kinds of ui/state.html), and what it is called.
STAGE_WORDS = {
    Stage.OPEN: ("wait", Message("先查技术原因")),
    Stage.CHECKED: ("wait", Message("等负责人决定是否通知")),
    Stage.REPLYING: ("soon", Message("等本人陈述")),
    Stage.PAUSED: ("wait", Message("本人请假，时间暂停")),
    Stage.DECIDING: ("wait", Message("等评议组认定")),
    Stage.FOUND: ("wait", Message("已认定，等决定怎么处理")),
    Stage.MEASURED: ("soon", Message("可以申诉，尚未生效")),
    Stage.APPEALED: ("wait", Message("申诉中，尚未生效")),
    Stage.FINAL: ("late", Message("已生效")),
    Stage.TECHNICAL: ("good", Message("是技术原因，到此为止")),
    Stage.DISMISSED: ("good", Message("不成立")),
    Stage.LAPSED: ("off", Message("已过期限，作废")),
    Stage.FALLEN: ("good", Message("申诉没有按时答复，处理作废")),
    Stage.OVERTURNED: ("good", Message("申诉成立，处理撤销")),
    Stage.EXPORTED: ("off", Message("建议书已签发")),
    Stage.SPENT: ("off", Message("已期满，不再有效")),
}
MEASURE_WORDS = {
    Measure.COACHING: Message("辅导谈话"),
    Measure.REMINDER: Message("书面提醒"),
    Measure.WARNING: Message("警告"),
    Measure.SERIOUS_WARNING: Message("严重警告"),
    Measure.RECOMMENDATION: Message("向用人单位提出建议"),
}
MEASURE_NOTES = {
    Measure.COACHING: Message("不是处分，不进入排名"),
    Measure.REMINDER: Message("6 个月后失效"),
    Measure.WARNING: Message("12 个月后失效，须站长签字"),
    Measure.SERIOUS_WARNING: Message("12 个月后失效，须站长签字"),
    Measure.RECOMMENDATION: Message("只签发文件，由用人单位依劳动法决定"),
}
CAUSE_WORDS = {
    Cause.OUTAGE: Message("系统或网络中断"),
    Cause.BUILD: Message("程序版本太旧"),
    Cause.CLOCK: Message("手机时钟不准"),
    Cause.PHONE: Message("手机坏了或被清空"),
    Cause.REPAIR: Message("记录还在补正"),
}
ROLE_WORDS = {
    Role.SYSTEM: Message("系统"),
    Role.WORKER: Message("本人"),
    Role.GRID_LEAD: Message("网格长"),
    Role.STATION_HEAD: Message("站长"),
    Role.DATA_STEWARD: Message("数据管理员"),
    Role.STREET_OFFICER: Message("街道"),
    Role.PANEL_MEMBER: Message("评议组成员"),
    Role.APPEAL_OFFICER: Message("申诉处理人"),
}
STEP_WORDS = {
    "technical_check": Message("查技术原因"),
    "notice": Message("通知本人"),
    "extension": Message("要求延长陈述时间"),
    "pause": Message("请假，时间暂停"),
    "resume": Message("回来上班，时间继续"),
    "reply": Message("陈述"),
    "vote": Message("评议"),
    "measure": Message("决定怎么处理"),
    "appeal": Message("申诉"),
    "appeal_decision": Message("申诉决定"),
    "export": Message("签发建议书"),
    "closing": Message("归档"),
}
RECORD_WORDS = {
    RecordKind.WITNESS: Message("证人的话"),
    RecordKind.DOCUMENT: Message("书面材料"),
    RecordKind.PHOTO: Message("照片"),
}
# Whom a case waits for.
WAITS_FOR = {
    Stage.OPEN: Message("数据管理员"),
    Stage.CHECKED: Message("网格长或站长（不是核实的人）"),
    Stage.REPLYING: Message("本人"),
    Stage.PAUSED: Message("本人回来"),
    Stage.DECIDING: Message("评议组两位成员"),
    Stage.FOUND: Message("站长或认定的评议组成员"),
    Stage.MEASURED: Message("本人，愿意就申诉"),
    Stage.APPEALED: Message("申诉处理人"),
}
# What happens when the last day is over and nothing was done.
OTHERWISE = {
    Stage.OPEN: Message("过期就作废"),
    Stage.CHECKED: Message("过期就作废"),
    Stage.REPLYING: Message("过期由评议组认定；不说话不等于承认"),
    Stage.DECIDING: Message("过期就作废"),
    Stage.FOUND: Message("过期就作废"),
    Stage.MEASURED: Message("过期就生效"),
    Stage.APPEALED: Message("过期，处理就作废"),
}
