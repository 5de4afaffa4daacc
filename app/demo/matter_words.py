"""What residents of the demo asked of their station in a month, and what became of it. Invented."""

from dataclasses import dataclass

from app.matters.rules.stages import Channel, Flow, Handling

# Steps by the working day after acceptance. What the demo's last day has not reached is not done.
Road = tuple[tuple[int, str], ...]
QUICK: Road = ((0, "classify"), (0, "direct"), (0, "result"), (0, "feedback"), (0, "ask"),
               (0, "rate"), (1, "archive"))  # fmt: skip
PLAIN: Road = ((0, "classify"), (0, "direct"), (1, "progress"), (2, "result"), (2, "feedback"),
               (2, "ask"), (3, "rate"), (4, "archive"))  # fmt: skip
AGENCY: Road = ((0, "classify"), (0, "agency"), (0, "notice"), (0, "wait"), (2, "resume"),
                (3, "progress"), (4, "result"), (4, "feedback"), (4, "ask"), (5, "rate"),
                (6, "archive"))  # fmt: skip
BREACH: Road = ((0, "classify"), (0, "agency"), (0, "notice"), (1, "material"), (1, "wait"),
                (3, "resume"), (4, "result"), (4, "feedback"), (4, "ask"),
                (5, "rate_low"))  # fmt: skip
REFERRED: Road = ((0, "classify"), (0, "referral"), (1, "returned"), (1, "referral"),
                  (2, "taken"), (3, "closed"), (3, "result"), (4, "feedback"), (4, "ask"),
                  (5, "rate"), (6, "archive"))  # fmt: skip
LONG: Road = ((0, "classify"), (0, "direct"), (1, "long_term"), (6, "interim"))
SLOW: Road = ((0, "classify"), (0, "direct"), (6, "order"), (7, "answer"))
DISPUTE: Road = ((0, "consent"), (1, "mediate"), (3, "agree"), (3, "feedback"), (3, "ask"),
                 (4, "rate"), (5, "archive"))  # fmt: skip
URGENT: Road = ((0, "classify"), (0, "direct"), (0, "result"), (0, "feedback"), (0, "ask"),
                (1, "rate"), (2, "archive"))  # fmt: skip
ELSEWHERE: Road = ((0, "not_ours"),)
MISTAKE: Road = ((0, "cancel"),)
TAKEN_BACK: Road = ((0, "classify"), (0, "direct"), (1, "withdraw"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked for. `problem` is a class of the catalogue's data; `limit` in working days
    where no item promises one."""

    title: str
    words: str
    channel: Channel
    road: Road
    handling: Handling = Handling.BRING_BACK
    level: int = 1
    limit: int = 3
    problem: str = ""
    flow: Flow = Flow.SERVICE
    department: str = ""
    urgent: bool = False


ON_THE_SPOT, AT_ONCE, APPROVAL = Handling.ON_THE_SPOT, Handling.AT_ONCE, Handling.APPROVAL
WINDOW, VISIT, PHONE, PATROL = Channel.WINDOW, Channel.VISIT, Channel.PHONE, Channel.PATROL
ASKED = (
    Asked("想问怎么在手机上缴医保", "年纪大了不会用手机缴费", WINDOW, QUICK, ON_THE_SPOT),
    Asked("楼道灯不亮", "三楼到四楼的灯坏了一个星期", VISIT, PLAIN, problem="street-light"),
    Asked("申请居住证", "刚租住到这里，想办居住证", WINDOW, AGENCY, APPROVAL, limit=5),
    Asked("井盖松动", "车一过就响，怕有人摔倒", PATROL, PLAIN, limit=2, problem="road-damage"),
    Asked("楼上装修太吵", "中午和晚上也在敲", PHONE, DISPUTE, limit=5, problem="dispute",
          flow=Flow.DISPUTE),
    Asked("打印社保缴费单", "报销要用", WINDOW, QUICK, ON_THE_SPOT),
    Asked("临时救助怎么申请", "家里有人住院，手头紧", VISIT, BREACH, APPROVAL, limit=6),
    Asked("夜里有人乱停车堵通道", "消防通道被堵，叫不到车主", PHONE, REFERRED, level=3, limit=5,
          problem="fire-exit", department="消防救援机构"),
    Asked("想要公租房", "问能不能申请，要什么材料", WINDOW, AGENCY, APPROVAL, limit=8),
    Asked("小区要不要建新的停车场", "大家都说车位不够", VISIT, LONG, level=2, limit=10),
    Asked("燃气有味道", "厨房闻到煤气味，已关阀开窗", VISIT, URGENT, AT_ONCE, 4, 1, "gas",
          urgent=True),
    Asked("护照在哪里办", "来问能不能在社区办护照", WINDOW, ELSEWHERE),
    Asked("下水道返味", "卫生间味道很大，请物业看看", VISIT, SLOW, problem="sanitation", limit=3),
    Asked("老人想订午餐", "一个人做饭不方便", VISIT, PLAIN),
    Asked("重复登记的一件", "和昨天的电话是同一件事", PHONE, MISTAKE),
    Asked("快递柜太满", "后来说不用管了", PHONE, TAKEN_BACK),
    Asked("高龄津贴没有到账", "上个月没有收到", WINDOW, PLAIN, level=2, limit=5),
    Asked("树枝挡住窗户", "请园林来修剪", VISIT, REFERRED, level=3, limit=8, problem="greening",
          department="园林绿化部门"),
)  # fmt: skip

PROGRESS = (
    "已到现场看过，约了明天修。",
    "材料已交到街道窗口，等回话。",
    "和物业谈过，答应这周办。",
)
RESULTS = ("已修好，当面看过。", "已办好，结果交给了本人。", "已解释清楚，也一起操作了一遍。")
TOLD = ("已当面告诉本人，表示清楚。", "已打电话告诉本人。")
RATED = ((5, "很快，谢谢。"), (4, ""), (5, ""), (3, "可以再快一点。"))
