"""到期删除: what the last night erased, and what the next one will."""

import json
from datetime import date, timedelta
from typing import Any

from app.kit.i18n import Message
from app.kit.web import Work
from app.org.models import Community
from app.rights.queries.retention import Rule, counts, days_of, last_report

RULES = {
    Rule.MOVED_OUT: Message("迁出住户的档案"),
    Rule.VISITS: Message("走访记录的内容"),
    Rule.PHOTOS: Message("有照片的走访"),
    Rule.REPORT_PHOTOS: Message("有照片的办件"),
    Rule.CASES: Message("结案的认定和申诉"),
    Rule.MATTERS: Message("办完的办件"),
    Rule.TEAM: Message("离开服务团队的人的姓名和电话"),
    Rule.COMPARISONS: Message("实地核对写下的内容"),
    Rule.TOLD: Message("来电、来信和座谈里说的话"),
    Rule.NEEDS: Message("结束的需求"),
    Rule.CONSENTS: Message("撤回的同意"),
    Rule.ACCESS: Message("查看记录"),
    Rule.EXPORTS: Message("导出记录"),
}


def retention_card(work: Work, community: Community, day: date) -> dict[str, Any]:
    """The rules with their days, the last report, and what the coming night will erase."""
    last = last_report(work.session, community)
    done = json.loads(last[1]) if last else {}
    coming = counts(work.session, community, day + timedelta(days=1))
    days = days_of(community)
    return {
        "at": last[0] if last else None,
        "rows": [
            {
                "label": RULES[rule].text(work.lang),
                "days": days[rule],
                "done": int(done.get(rule.value, 0)),
                "next": coming[rule],
            }
            for rule in Rule
        ],
    }
