"""Why a step may not be taken, by name and in words (row R75)."""

from enum import StrEnum

from app.kit.i18n import Message


class Why(StrEnum):
    """The name of each refusal."""

    NOT_NOW = "not_now"
    BACKWARDS = "backwards"
    ENDED = "ended"
    NOT_ITS_TURN = "not_its_turn"
    ONLY_SERVICE = "only_service"
    ONLY_DISPUTE = "only_dispute"
    WRONG_ROLE = "wrong_role"
    NOT_YOURS = "not_yours"
    EMPTY = "empty"
    LEVEL_OF_KIND = "level_of_kind"
    WAY_OF_KIND = "way_of_kind"
    NO_DEPARTMENT = "no_department"
    SET_ALREADY = "set_already"
    LIMIT_SET = "limit_set"
    NO_CONSENT = "no_consent"
    NO_PARTIES = "no_parties"
    REFERRED = "referred"
    NO_REFERRAL = "no_referral"
    NO_REASON = "no_reason"
    TASK_KNOWN = "task_known"
    NO_TASK = "no_task"
    TASKS_OPEN = "tasks_open"
    NO_ONE = "no_one"
    SAME_OWNER = "same_owner"
    NOTICED = "noticed"
    NOT_NOTICED = "not_noticed"
    WAITS = "waits"
    WAITS_NOT = "waits_not"
    DATE_PAST = "date_past"
    NOT_LONG_TERM = "not_long_term"
    SUPERVISED = "supervised"
    NOT_SUPERVISED = "not_supervised"
    BAD_LEVEL = "bad_level"
    NO_AGREEMENT = "no_agreement"
    NOT_FEEDBACK_OWNER = "not_feedback_owner"
    TOLD_BEFORE = "told_before"
    RATED = "rated"
    BAD_SCORE = "bad_score"
    HANDLED_IT = "handled_it"
    NO_FOLLOW_UP = "no_follow_up"
    FOLLOW_UP_OPEN = "follow_up_open"
    RATING_TIME_RUNS = "rating_time_runs"
    KEPT_TOO_SHORT = "kept_too_short"
    CHANGED = "changed"
    TOO_EARLY = "too_early"


WORDS = {
    Why.NOT_NOW: "时间以服务器为准，不能填写别的时间",
    Why.BACKWARDS: "时间早于上一步",
    Why.ENDED: "这件事已经结束，不能再改",
    Why.NOT_ITS_TURN: "还没有到这一步，或者这一步已经做过",
    Why.ONLY_SERVICE: "矛盾纠纷不走这一步",
    Why.ONLY_DISPUTE: "只有矛盾纠纷走这一步",
    Why.WRONG_ROLE: "您的岗位不能办理这一步",
    Why.NOT_YOURS: "这件事由别人负责，您不能办理这一步",
    Why.EMPTY: "请写明内容",
    Why.LEVEL_OF_KIND: "现场办结的是一级；重大或突发的立即上报，是四级",
    Why.WAY_OF_KIND: "这类事情不走这条路：现场办结的直接办理，审批的代办或转办",
    Why.NO_DEPARTMENT: "转办须写明转给哪个部门，其他办法不写部门",
    Why.SET_ALREADY: "级别和时限在登记分类时已经定了",
    Why.LIMIT_SET: "时限由事项承诺，不能另定",
    Why.NO_CONSENT: "调解须先得到双方同意",
    Why.NO_PARTIES: "须写明同意调解的各方，至少两方",
    Why.REFERRED: "已转给部门，还没有办完",
    Why.NO_REFERRAL: "没有等待部门答复的转办",
    Why.NO_REASON: "退回须写明理由",
    Why.TASK_KNOWN: "这项任务已经有了",
    Why.NO_TASK: "没有这项未完成的任务",
    Why.TASKS_OPEN: "还有没完成的任务",
    Why.NO_ONE: "须写明交给谁",
    Why.SAME_OWNER: "这件事已经由这个人负责",
    Why.NOTICED: "已经一次性告知过；再要材料，请记为补要材料",
    Why.NOT_NOTICED: "还没有一次性告知",
    Why.WAITS: "正在等居民，时限停着",
    Why.WAITS_NOT: "没有在等居民",
    Why.DATE_PAST: "下次反馈的日期须在今天以后",
    Why.NOT_LONG_TERM: "没有记为短期难以解决",
    Why.SUPERVISED: "督办还没有回复",
    Why.NOT_SUPERVISED: "没有等待回复的督办",
    Why.BAD_LEVEL: "没有这个级别",
    Why.NO_AGREEMENT: "调解须写明达成了什么，或没有达成",
    Why.NOT_FEEDBACK_OWNER: "结果由别人反馈：一级网格长或办理人，二、三级社区，四级站长",
    Why.TOLD_BEFORE: "反馈的时间须在办出结果以后、现在以前",
    Why.RATED: "居民已经评议过",
    Why.BAD_SCORE: "评分为1到5",
    Why.HANDLED_IT: "回访须由没有经手这件事的人做",
    Why.NO_FOLLOW_UP: "这件事不需要回访",
    Why.FOLLOW_UP_OPEN: "还没有回访",
    Why.RATING_TIME_RUNS: "居民还可以评议：没有评议的，请评议后第5个工作日归档",
    Why.KEPT_TOO_SHORT: "保存期限须在今天以后",
    Why.CHANGED: "您打开以后，这件事已有新的进展",
    Why.TOO_EARLY: "还没有到时候",
}


def say(why: Why) -> Message:
    """A refusal in the words that everybody reads."""
    return Message(WORDS[why])
