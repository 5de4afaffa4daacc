"""What the ledgers, their columns and states are called."""

from app.kit.i18n import Message

LEDGERS = {
    "staff": Message("人员台账"),
    "households": Message("住户台账"),
    "units": Message("单位台账"),
    "needs": Message("需求台账"),
}
EXPLAINED = {
    "staff": Message("姓名、岗位、管辖网格、电话、上岗日期"),
    "households": Message("一户一档：地址、网格、人数、联系方式、核实日期"),
    "units": Message("驻社区单位和门店：名称、类别、地址、统一社会信用代码"),
    "needs": Message("居民自己提出的需求、服务、期限和状态"),
}
