"""The words of departments and referrals."""

from app.kit.i18n import Message
from app.matters.rules.standing import Referral
from app.referrals.models import DepartmentKind

KIND_WORDS = {
    DepartmentKind.BUREAU: Message("区职能部门"),
    DepartmentKind.BRANCH: Message("派出机构（工商所、派出所、分局科室）"),
    DepartmentKind.STREET: Message("街道办事处"),
    DepartmentKind.UTILITY: Message("供水、供电、供气等单位"),
}
# With the look of the state before its words.
STANDING_WORDS = {
    Referral.SENT: ("soon", Message("等接收")),
    Referral.ACCEPTED: ("wait", Message("在办")),
    Referral.RETURNED: ("off", Message("已退回")),
    Referral.CLOSED: ("good", Message("已办结")),
}
