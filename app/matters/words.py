"""The words of matters: stages, kinds, ways and steps, as everybody reads them."""

from app.catalogue.rules import Agency
from app.catalogue.rules.items import Unit
from app.kit.i18n import Message
from app.matters.rules.stages import Answer, Channel, Flow, Handling, How, Stage, Way

STAGE_WORDS = {
    Stage.ACCEPTED: Message("已受理"),
    Stage.CLASSIFIED: Message("已登记分类"),
    Stage.HANDLING: Message("办理中"),
    Stage.TRACKED: Message("已办出结果"),
    Stage.FEEDBACK: Message("已反馈"),
    Stage.RATING: Message("评议中"),
    Stage.ARCHIVED: Message("已归档"),
    Stage.CANCELLED: Message("受理有误，已撤销"),
    Stage.WITHDRAWN: Message("居民已撤回"),
    Stage.NOT_OURS: Message("不属受理范围"),
}
FLOW_WORDS = {Flow.SERVICE: Message("服务"), Flow.DISPUTE: Message("矛盾纠纷")}
CHANNEL_WORDS = {
    Channel.WINDOW: Message("窗口"),
    Channel.VISIT: Message("上门走访"),
    Channel.PHONE: Message("电话"),
    Channel.PORTAL: Message("网上"),
    Channel.LETTER_BOX: Message("意见箱"),
    Channel.HOTLINE_12345: Message("12345热线"),
    Channel.PATROL: Message("巡查"),
}
HANDLING_WORDS = {
    Handling.ON_THE_SPOT: Message("一般性：现场处理，登记备案"),
    Handling.BRING_BACK: Message("协调性：现场受理，带回社区商处"),
    Handling.AT_ONCE: Message("突发性：立即上报"),
    Handling.APPROVAL: Message("审批性：掌握信息，全程跟踪"),
}
LEVEL_WORDS = {
    1: Message("一级：一般性问题，网格长负责反馈"),
    2: Message("二级：区域性问题，社区居委会一起办"),
    3: Message("三级：全局性问题，报上级单位，社区反馈"),
    4: Message("四级：重大或突发性问题，立即上报，站长反馈"),
}
WAY_WORDS = {
    Way.DIRECT: Message("直接办理"),
    Way.AGENCY: Message("代办"),
    Way.REFERRAL: Message("转办"),
}
AGENCY_WORDS = {
    Agency.FULL: Message("全程代办"),
    Agency.ASSIST: Message("协办"),
    Agency.EXPLAIN: Message("说明程序，本人办理"),
}
UNIT_WORDS = {
    Unit.WORKING_DAYS: Message("个工作日"),
    Unit.WORKING_HOURS: Message("个工作小时"),
}
ANSWER_WORDS = {Answer.ACCEPTED: Message("接收"), Answer.RETURNED: Message("退回")}
HOW_WORDS = {
    How.IN_PERSON: Message("当面"),
    How.PHONE: Message("电话"),
    How.MESSAGE: Message("短信或微信"),
    How.ONLINE: Message("网上"),
    How.LETTER: Message("书面"),
}
STEP_WORDS = {
    "acceptance": Message("受理"),
    "taking": Message("接收办件"),
    "not_taken": Message("没人接收"),
    "classification": Message("登记分类"),
    "route": Message("确定办法"),
    "consent": Message("双方同意调解"),
    "progress": Message("记录进展"),
    "task_opened": Message("分派任务"),
    "task_done": Message("完成任务"),
    "one_time_notice": Message("一次性告知"),
    "further_material": Message("补要材料"),
    "waiting": Message("等居民，停表"),
    "resumed": Message("继续办理"),
    "hand_over": Message("移交"),
    "referral_answer": Message("部门答复"),
    "referral_closed": Message("部门办结"),
    "long_term": Message("短期难以解决"),
    "interim_feedback": Message("阶段反馈"),
    "supervision": Message("督办"),
    "supervision_answer": Message("回复督办"),
    "joint_action": Message("请求联合处理"),
    "result": Message("办出结果"),
    "reopened": Message("重新办理"),
    "feedback": Message("反馈"),
    "rating_request": Message("请居民评议"),
    "rating": Message("居民评议"),
    "call_back_drawn": Message("抽中回访"),
    "follow_up": Message("回访"),
    "sent_back": Message("回访没办好，重新办理"),
    "archive": Message("归档"),
    "cancellation": Message("撤销"),
    "withdrawal": Message("撤回"),
    "not_ours": Message("不属受理范围"),
}
# Why the clock hands a matter over (row R87): stands in the step, read in everybody's language.
PASSED_ON = Message("到时没有接收，由系统转给替补")
