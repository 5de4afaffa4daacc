"""A city's catalogue as large as a real one: the shipped items, and about 2,000 more."""

from collections.abc import Iterator

from sqlalchemy import insert, text
from sqlmodel import Session, col, select

from app.catalogue.commands.initials import initials_of
from app.catalogue.models import ItemListing, ItemUse, ItemVersion, ServiceItem
from app.demo.bulk import Bulk, Row
from app.demo.chance import chance, stable_id
from app.kit.db import Database
from app.kit.sql import table

MORE = 2_000
# What else may be asked for of the same thing; the names of real lists are made like this.
FORMS = (
    "变更", "注销", "补办", "换发", "延期", "查询", "撤销", "年审", "复核", "备案", "公示", "停发",
    "恢复", "转入", "转出", "合并", "核对", "更正", "证明打印", "进度查询", "上门办理", "代为领取",
    "预约", "异地办理", "资格确认", "补贴发放", "信息登记", "材料补交", "结果送达", "告知承诺",
    "优先办理", "首次申请", "续期", "终止", "移交", "归档查阅",
)  # fmt: skip


def stock(url: str) -> int:
    """Put them into the city, on the district's list and to use everywhere; how many items the
    city has then."""
    database = Database(url)
    with database.session() as session:
        known = session.exec(select(ItemVersion).where(col(ItemVersion.number) == 1)).all()
        patterns = [one.model_dump() for one in known if one.state == "published"]
        first = patterns[0]["item_id"]
        city = session.get_one(ServiceItem, first)
        listing = session.exec(select(ItemListing).where(ItemListing.item_id == first)).one()
        uses = session.exec(select(ItemUse).where(ItemUse.item_id == first)).all()
        admitted = city.model_dump()
        listed, used = listing.model_dump(), [one.model_dump() for one in uses]
    with database.engine.connect() as connection:
        bulk, new = Bulk(connection), list(_versions(patterns, admitted["code"]))
        bulk.rows(ServiceItem, [admitted | {"id": one["item_id"], "code": one["code"]}
                                for one in new])  # fmt: skip
        keys = list(patterns[0])
        connection.execute(
            insert(table(ItemVersion)), [{key: one[key] for key in keys} for one in new]
        )
        rng = chance("bench shelves")
        for kind, rows in ((ItemListing, [listed]), (ItemUse, used)):
            more = [
                row | {"id": stable_id(rng), "item_id": one["item_id"]}
                for row in rows
                for one in new
            ]
            bulk.rows(kind, more)
        connection.commit()
        count = int(connection.execute(text("SELECT count(*) FROM service_item")).scalar_one())
    database.close()
    return count


def _versions(patterns: list[Row], prefix: str) -> Iterator[Row]:
    rng = chance("bench items")
    for number in range(MORE):
        pattern = patterns[number % len(patterns)]
        name = f"{pattern['name']}{FORMS[number // len(patterns) % len(FORMS)]}"
        yield {
            **pattern, "id": stable_id(rng), "item_id": stable_id(rng), "name": name[:80],
            "initials": initials_of(name)[:80], "code": f"more-{number:05d}",
            "name_en": f"{pattern['name_en']} {number}"[:120],
        }  # fmt: skip


def names_typed(url: str, count: int) -> list[tuple[str, str]]:
    """Names and initials of some items, spread over the list, as somebody types them."""
    database = Database(url)
    with Session(database.engine) as session:
        rows = session.exec(
            select(ItemVersion.name, ItemVersion.initials)
            .where(ItemVersion.state == "published", col(ItemVersion.initials) != "")
            .order_by(col(ItemVersion.id))
        ).all()
    database.close()
    return [(name, initials) for name, initials in rows[:: max(1, len(rows) // count)][:count]]
