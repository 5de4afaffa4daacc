"""Why a step may not be taken, by name and in words (R111)."""

from enum import StrEnum

from app.kit.i18n import Message


class Why(StrEnum):
    """The name of each refusal."""

    NOT_NOW = "not_now"
    BACKWARDS = "backwards"
    LAPSED = "lapsed"
    ENDED = "ended"
    CLOSED_ALREADY = "closed_already"
    NOT_ITS_TURN = "not_its_turn"
    WRONG_ROLE = "wrong_role"
    OWN_CASE = "own_case"
    ONLY_THE_WORKER = "only_the_worker"
    CHECKED_IT = "checked_it"
    CONFLICT = "conflict"
    WROTE_NOTICE = "wrote_notice"
    IS_WITNESS = "is_witness"
    VOTED_ALREADY = "voted_already"
    INVOLVED = "involved"
    CAUSES_UNCHECKED = "causes_unchecked"
    NO_RECORDS = "no_records"
    NO_RECEIPTS = "no_receipts"
    NO_DRAW_PROOF = "no_draw_proof"
    ADVISORY_DRAW = "advisory_draw"
    ONLY_SIGNALS = "only_signals"
    ONLY_UNREACHED = "only_unreached"
    UNPROVED_TIME = "unproved_time"
    TOO_THIN = "too_thin"
    EXTENDED_ALREADY = "extended_already"
    FUTURE_LEAVE = "future_leave"
    EMPTY_REPLY = "empty_reply"
    PANEL_HAS_BEGUN = "panel_has_begun"
    REPLY_TIME_RUNS = "reply_time_runs"
    NO_REASONS = "no_reasons"
    UNLINKED_REASON = "unlinked_reason"
    TOO_HEAVY = "too_heavy"
    ABOVE_VOTES = "above_votes"
    NOT_THE_PANEL = "not_the_panel"
    NEEDS_HEAD = "needs_head"
    APPEAL_TIME_RUNS = "appeal_time_runs"
    APPEAL_TIME_OVER = "appeal_time_over"
    HEAVIER_ON_APPEAL = "heavier_on_appeal"
    NO_RECOMMENDATION = "no_recommendation"
    NOT_SIGNED = "not_signed"
    EVIDENCE_GONE = "evidence_gone"


WORDS = {
    Why.NOT_NOW: "时间以服务器为准，不能填写别的时间",
    Why.BACKWARDS: "时间早于上一步",
    Why.LAPSED: "期限已过，此事作废",
    Why.ENDED: "此事已经结束",
    Why.CLOSED_ALREADY: "此事已经归档",
    Why.NOT_ITS_TURN: "还没有到这一步，或者这一步已经做过",
    Why.WRONG_ROLE: "您的岗位不能办理这一步",
    Why.OWN_CASE: "不能办理与自己有关的事",
    Why.ONLY_THE_WORKER: "只有本人可以办理这一步",
    Why.CHECKED_IT: "核实的人不能再办理这一步",
    Why.CONFLICT: "与当事人有利害关系，需要回避",
    Why.WROTE_NOTICE: "写通知的人不能再办理这一步",
    Why.IS_WITNESS: "作证的人不能再办理这一步",
    Why.VOTED_ALREADY: "您已经表过态",
    Why.INVOLVED: "申诉须由没有参与过此事的人处理",
    Why.CAUSES_UNCHECKED: "五项技术原因须逐项排查",
    Why.NO_RECORDS: "须写明所依据的记录",
    Why.NO_RECEIPTS: "须附上记录的回执",
    Why.NO_DRAW_PROOF: "须附上抽签证明",
    Why.ADVISORY_DRAW: "这次抽签仅供参考，不能作为依据",
    Why.ONLY_SIGNALS: "异常信号和投诉不是证据",
    Why.ONLY_UNREACHED: "未联系上、谢绝或搬走，不能作为依据",
    Why.UNPROVED_TIME: "迟到须在20天内有3天得到证明；证据等级为C或D的，须另有一项独立事实",
    Why.TOO_THIN: "依据不足：须有核实结果不符，或已证明的迟到",
    Why.EXTENDED_ALREADY: "答复时间已经延长过一次",
    Why.FUTURE_LEAVE: "请假还没有开始",
    Why.EMPTY_REPLY: "请写几句话，或附照片、证人",
    Why.PANEL_HAS_BEGUN: "评议已经开始",
    Why.REPLY_TIME_RUNS: "本人的答复时间还没有结束",
    Why.NO_REASONS: "须写明理由",
    Why.UNLINKED_REASON: "每条理由须对应此事的记录",
    Why.TOO_HEAVY: "按规定不能这么重",
    Why.ABOVE_VOTES: "不能重于两位评议人都同意的程度",
    Why.NOT_THE_PANEL: "须由认定此事的两位评议人之一签发",
    Why.NEEDS_HEAD: "警告及以上须由站长签字",
    Why.APPEAL_TIME_RUNS: "申诉期或申诉还没有结束",
    Why.APPEAL_TIME_OVER: "申诉期已过",
    Why.HEAVIER_ON_APPEAL: "申诉不得加重",
    Why.NO_RECOMMENDATION: "没有提出建议，无需签发文件",
    Why.NOT_SIGNED: "文件须有摘要和签名",
    Why.EVIDENCE_GONE: "依据的记录已经删除，这件事不能再往下走",
}


def say(why: Why) -> Message:
    """A refusal in the words that everybody reads."""
    return Message(WORDS[why])
