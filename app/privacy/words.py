"""What the access log calls what somebody looked at."""

from app.kit.i18n import Message

SEEN_WORDS = {
    "access_log": Message("查看记录"),
    "accuracy": Message("实地核对"),
    "area_names": Message("上级看名单"),
    "area_opened": Message("上级申请看名单"),
    "breach_reports": Message("隐私问题报告"),
    "check": Message("抽查"),
    "case": Message("认定和申诉"),
    "checks": Message("抽查名单"),
    "copy": Message("给住户的副本"),
    "corrections": Message("更正核对"),
    "duplicates": Message("重复档案"),
    "export": Message("导出"),
    "file": Message("一户一档"),
    "grid_book": Message("网格册打印"),
    "hand_over": Message("交接清单"),
    "household": Message("住户页"),
    "import": Message("导入"),
    "ledger": Message("台账"),
    "paper_visits": Message("纸上走访"),
    "rights": Message("住户的权利请求"),
    "round": Message("下载到手机"),
    "search": Message("查找住户"),
    "set_aside": Message("待确认的记录"),
    "today": Message("今日走访名单"),
    "unlisted": Message("名单外的门牌"),
    "unreached": Message("很久没联系到"),
    "visit": Message("走访记录"),
    "visits": Message("今日走访"),
}
