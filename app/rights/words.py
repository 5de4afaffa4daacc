"""What requests, answers and grounds are called."""

from app.kit.i18n import Message
from app.rights.models import Asked, Ground

KINDS = {
    Asked.COPY: Message("查阅和复制全部资料"),
    Asked.CORRECTION: Message("更正"),
    Asked.ERASURE: Message("删除"),
}
GROUNDS = {
    Ground.NOT_PROVED: Message("无法核实是本人或受委托的人（《个人信息保护法》第五十条）"),
    Ground.MUST_KEEP: Message("法律、行政法规规定的保存期限还没到（第四十七条）"),
    Ground.DUTY: Message("履行法定职责必须保留（第十三条、第三十四条）"),
    Ground.SECRET: Message("法律、行政法规规定应当保密（第十八条、第四十五条）"),
    Ground.NOT_HELD: Message("本站没有这些信息（第四十五条、第四十六条）"),
}
