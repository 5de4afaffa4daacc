"""What people call the fields of the forms, for where a refusal stands apart from its field.

Beside its field a message needs no name (`请填写`). In the summary above a form, and in 待发, it
does (`理由：请填写`). One word a name: a field is called the same wherever it is asked for.
"""

from app.kit.i18n import Message

FIELD_NAMES = {
    "address": Message("地址"),
    "again": Message("再输一遍"),
    "answer": Message("答复"),
    "asked_by": Message("谁提出的"),
    "asked_for": Message("需要什么"),
    "asked_on": Message("哪天收到的"),
    "at": Message("从什么时候起"),
    "building": Message("楼栋"),
    "building_id": Message("楼栋"),
    "agreed": Message("本人同意"),
    "channel": Message("怎么同意的"),
    "checked": Message("怎么核对身份的"),
    "checklist": Message("六清"),
    "chief": Message("姓名"),
    "chief_phone": Message("电话"),
    "chief_since": Message("从哪天起"),
    "closed_on": Message("关闭日期"),
    "code": Message("区划代码"),
    "community": Message("社区"),
    "contact_by": Message("怎么联系"),
    "contact_name": Message("联系人"),
    "contact_phone": Message("联系电话"),
    "copy": Message("副本"),
    "decision": Message("决定"),
    "done": Message("做了什么"),
    "ended_reason": Message("理由"),
    "ends_on": Message("结束日期"),
    "entrance": Message("单元"),
    "entrances": Message("单元数"),
    "estate": Message("小区"),
    "every_days": Message("每隔几天"),
    "file": Message("文件"),
    "findings": Message("发现"),
    "first_floor": Message("首层"),
    "floors": Message("楼层数"),
    "giver": Message("谁同意的"),
    "grid": Message("网格"),
    "ground": Message("法律依据"),
    "happened": Message("什么时候"),
    "household": Message("住户"),
    "kind": Message("类别"),
    "lane": Message("街巷"),
    "met_role": Message("见到的人"),
    "moved_in_on": Message("搬入日期"),
    "name": Message("名称"),
    "next_on": Message("约定下次"),
    "number": Message("编号"),
    "on": Message("日期"),
    "other": Message("另一份档案"),
    "outcome": Message("这次怎么样"),
    "parent": Message("上级区划"),
    "people": Message("人数"),
    "person": Message("人员"),
    "phone": Message("电话"),
    "place": Message("位置"),
    "points": Message("轮廓"),
    "position": Message("位置"),
    "post": Message("岗位"),
    "purposes": Message("目的"),
    "reach": Message("怎样联系您"),
    "reason": Message("理由"),
    "reply": Message("回复"),
    "requests": Message("诉求"),
    "review_on": Message("回头看日期"),
    "room": Message("房号"),
    "rooms": Message("每层户数"),
    "service": Message("服务"),
    "starts_on": Message("开始日期"),
    "sure": Message("确认"),
    "swap": Message("对调"),
    "target": Message("目标户数"),
    "tolerance": Message("上下浮动"),
    "until": Message("到什么时候"),
    "uscc": Message("统一社会信用代码"),
    "verified": Message("核对"),
    "visited_at": Message("走访时间"),
    "wanted": Message("具体要求"),
    "what": Message("发生了什么"),
    "worker": Message("网格员"),
}


def named(lang: str, field: str, problem: str) -> str:
    """`problem` with the name of its field before it, unless it says the name itself.

    `field` may carry the id of its form after a hyphen, where several stand on one page.
    """
    name = FIELD_NAMES.get(field) or FIELD_NAMES.get(field.partition("-")[0])
    word = name.text(lang) if name else ""
    if not word or word.lower() in problem.lower():
        return problem
    return word + (": " if lang == "en" else "：") + problem
