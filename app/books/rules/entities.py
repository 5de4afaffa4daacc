"""The six entities of a community's books, and what of ours each is (row R138). Only needed fields.

No person is a row: who lives behind a door is a number, and a name only where it was chosen.
"""

from typing import NamedTuple

from app.kit.i18n import Message


class Entity(NamedTuple):
    """One of the six: what we keep of it, with which fields, and where."""

    label: Message
    ours: Message
    fields: Message


ENTITIES = (
    Entity(
        Message("人"),
        Message("住户的人数，住户自己选的联系人，本人提出的需求"),
        Message("人数、称呼、电话、联系方式；不按人分类，不记证件号"),
    ),
    Entity(Message("房"), Message("住户档案，一扇门一份"), Message("楼栋、单元、房号、迁入迁出")),
    Entity(Message("物"), Message("楼栋"), Message("小区、街巷、楼号、位置")),
    Entity(Message("地"), Message("网格和区划"), Message("编号、名称、边界、区划代码")),
    Entity(Message("事"), Message("走访和民情"), Message("时间、结果、内容、期限、是否办结")),
    Entity(
        Message("组织"),
        Message("单位和商铺，社区队伍"),
        Message("名称、类别、信用代码、联系人；姓名、岗位、电话"),
    ),
)


def accuracy(right: int, wrong: int) -> str:
    """Of the fields that were looked at, how many the books had right; a dash before any was."""
    looked_at = right + wrong
    return f"{right * 100 // looked_at}%" if looked_at else "—"
