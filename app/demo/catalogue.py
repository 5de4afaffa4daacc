"""The demo's catalogue: the city admits what comes along, the district lists it, the communities at
work use it; one request of a department waits, and one was refused by a community."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, select

from app.catalogue.commands.shipped import list_shipped, put_shipped, use_shipped
from app.catalogue.models import Admission, AdmissionAnswer, HallWindows, ItemUse, ServiceItem
from app.catalogue.rules.windows import Preset, suggested
from app.demo.calls import ZONE
from app.demo.chance import chance, stable_id

BEGUN_DAYS = 200
# A shorter promise of the home community, by the code of the item.
SHORTER = {"yibao-yidi": {"amount": 1, "unit": "working_days"}}
ASKED = (
    ("区统计部门", "住户收支调查员入户登记", "某次部门会议纪要", "没有说明", "没有说明", 20),
    ("市医疗保障局", "门诊慢特病认定帮办", "《社会保险经办条例》第二十三条",
     "每件二十元，按季度拨到社区账户", "每年两次集中培训，四月和十月", 3),
)  # fmt: skip


def put_in(
    session: Session,
    now: datetime,
    city_id: str,
    district_id: str,
    communities: Sequence[tuple[str, int, int]],
    people: dict[str, str],
) -> None:
    """`communities`: id, households and staff of each, the home community first; `people`: ids of
    the city's and the district's officer and of the home community's head by their roles."""
    rng = chance("catalogue")

    def new_id() -> str:
        return stable_id(rng)

    begun = now - timedelta(days=BEGUN_DAYS)
    since = begun.astimezone(ZONE).date()
    made = put_shipped(session, begun, since, city_id, people["city"], new_id)
    list_shipped(session, since, district_id, made.published, new_id)
    for community_id, households, staff in communities:
        use_shipped(session, since, community_id, made.published, new_id)
        session.add(
            HallWindows(community_id=community_id, windows=suggested(households, staff),
                        preset=Preset.SIX, at=begun)
        )  # fmt: skip
    session.flush()
    _promise(session, city_id, communities[0][0])
    _ask(session, now, city_id, communities[0][0], people, new_id)


def _promise(session: Session, city_id: str, community_id: str) -> None:
    for code, limit in SHORTER.items():
        use = session.exec(
            select(ItemUse)
            .join(ServiceItem, ServiceItem.id == ItemUse.item_id)  # type: ignore[arg-type]
            .where(
                ServiceItem.area_id == city_id, ServiceItem.code == code,
                ItemUse.community_id == community_id,
            )
        ).first()  # fmt: skip
        if use is not None:
            use.promised = limit
            session.add(use)
    session.flush()


def _ask(
    session: Session,
    now: datetime,
    city_id: str,
    community_id: str,
    people: dict[str, str],
    new_id: Callable[[], str],
) -> None:
    asked = [
        Admission(id=new_id(), area_id=city_id, department=department, title=title, basis=basis,
                  funding=funding, training=training, filed_by=people["district"],
                  filed_at=now - timedelta(days=days))
        for department, title, basis, funding, training, days in ASKED
    ]  # fmt: skip
    refused = asked[0]
    refused.decision, refused.reason = "refuse", "没有法律依据，没有经费和培训，不得转嫁给社区。"
    refused.decided_by, refused.decided_at = people["city"], now - timedelta(days=12)
    session.add_all(asked)
    session.flush()
    session.add(
        AdmissionAnswer(admission_id=refused.id, community_id=community_id, accepts=False,
                        reason="没有经费，也不是社区的职责。", by=people["head"],
                        at=now - timedelta(days=15))
    )  # fmt: skip
    session.flush()
