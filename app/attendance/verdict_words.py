"""What people call a verdict, its evidence, and what a lead makes of it."""

from app.attendance.intake import ANOTHER_TIME, REVOKED
from app.attendance.rules.parts import Part
from app.attendance.rules.verdict import Grade, Verdict
from app.kit.i18n import Message

PARTS = {Part.MORNING: Message("上午"), Part.AFTERNOON: Message("下午")}
GRADES = {
    Grade.ONLINE: Message("在线签到"),
    Grade.STATION_CODE: Message("大厅验证码"),
    Grade.OFFLINE: Message("离线签到"),
    Grade.WITNESSED: Message("设备密钥或代记"),
}
VERDICTS = {
    Verdict.ON_TIME: Message("已签到"),
    Verdict.LATE: Message("建议：迟到"),
    Verdict.UNPROVED: Message("待核"),
    Verdict.EXPECTED: Message("还没签到"),
    Verdict.MAY_ARRIVE: Message("记录可能在路上"),
    Verdict.ABSENT: Message("建议：旷工"),
    Verdict.LEFT_EARLY: Message("建议：早退"),
    Verdict.DAY_OFF: Message("休息日"),
    Verdict.LEAVE: Message("请假"),
    Verdict.OUTSIDE: Message("没有排班"),
}
# The shape beside each word (ui/state.html).
SHAPES = {
    Verdict.ON_TIME: "good",
    Verdict.LATE: "soon",
    Verdict.UNPROVED: "wait",
    Verdict.EXPECTED: "draft",
    Verdict.MAY_ARRIVE: "sending",
    Verdict.ABSENT: "soon",
    Verdict.LEFT_EARLY: "soon",
    Verdict.DAY_OFF: "calendar",
    Verdict.LEAVE: "leave",
    Verdict.OUTSIDE: "off",
}
DECIDED = {
    "late": Message("迟到"),
    "left_early": Message("早退"),
    "absent": Message("旷工"),
    "present": Message("算到岗"),
}
ASIDE = {
    REVOKED: Message("用的是已停用的登录方式"),
    ANOTHER_TIME: Message("时间和签到的那半天对不上"),
}


def words_of(lang: str) -> dict[str, dict[str, str]]:
    """All of them for a template, by what they are about."""
    return {
        "part": {part.value: word.text(lang) for part, word in PARTS.items()},
        "verdict": {one.value: word.text(lang) for one, word in VERDICTS.items()},
        "shape": {one.value: shape for one, shape in SHAPES.items()},
        "grade": {one.value: word.text(lang) for one, word in GRADES.items()},
        "decided": {one: word.text(lang) for one, word in DECIDED.items()},
        "aside": {one: word.text(lang) for one, word in ASIDE.items()},
    }
