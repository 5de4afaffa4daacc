"""Everything that is held about a household, as sections that people and programs read alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, SQLModel, col, select

from app.accuracy.models import AccuracyRecord
from app.hotline.models import Entry, Opinion
from app.households.commands.file import values_of
from app.households.models import (
    Consent,
    Correction,
    ExportLog,
    Household,
    HouseholdChange,
    Need,
)
from app.households.queries.doors import files_of, labels_of
from app.households.rules.consents import text_of
from app.households.rules.fields import FIELDS
from app.households.words import say_field, say_value
from app.kit.i18n import Message, translate
from app.matters.models import Matter, MatterPhoto, MatterStep
from app.matters.words import STEP_WORDS
from app.org.models import AccessLog, Community, HandOver, Person
from app.referrals.models import Passed
from app.rights.models import RightsRequest
from app.rights.queries.named import about
from app.spotchecks.models import SpotCheck
from app.visits.models import (
    AgreedContact,
    Amendment,
    Concern,
    PaperVisit,
    Photo,
    SetAsideDecision,
    Visit,
)

LANG = "zh-Hans"
# What identifies a row to a program, and says nothing to a reader.
INNER = {"id", "community_id", "household_id", "consent_id", "visit_id", "grid_id", "device_id",
         "entry_id", "campaign_id", "unit_id", "building_id"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of thing: its name, and its rows as they are kept."""

    name: str
    title: Message
    rows: list[dict[str, Any]]

    def shown(self, names: dict[str, str]) -> tuple[list[str], list[list[str]]]:
        """Headings and cells for a reader: people by name, nothing empty."""
        keys = [key for key in (self.rows[0] if self.rows else ()) if key not in INNER]
        keys = [key for key in keys if any(_filled(row[key]) for row in self.rows)]
        cells = [[_said(row[key], names) for key in keys] for row in self.rows]
        return [WORDS[key].text(LANG) if key in WORDS else key for key in keys], cells


@dataclass(frozen=True, slots=True)
class Held:
    """All of it, with the photos' files by their names in the copy."""

    label: str
    sections: list[Section]
    photos: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def _filled(value: Any) -> bool:
    return value not in (None, "", [], {}, False)


def _said(value: Any, names: dict[str, str]) -> str:
    if not _filled(value):
        return ""
    if isinstance(value, dict):
        return "；".join(
            f"{key}：{_said(one, names)}" for key, one in value.items() if _filled(one)
        )
    if isinstance(value, list):
        return "；".join(_said(one, names) for one in value)
    return names.get(str(value), str(value))


def held_of(session: Session, household: Household, community: Community) -> Held:
    """Everything about `household`, which the caller has found in scope."""
    ids = list(files_of(session, [household.id]))
    visits = list(session.exec(select(Visit).where(col(Visit.household_id).in_(ids))))
    visit_ids = [one.id for one in visits]

    def own(model: Any) -> list[dict[str, Any]]:
        return _rows(session.exec(select(model).where(col(model.household_id).in_(ids))))

    def beside(model: Any) -> list[dict[str, Any]]:
        return _rows(session.exec(select(model).where(col(model.visit_id).in_(visit_ids))))

    photos = beside(Photo)
    reported = _matter_photos(session, ids)
    told = own(Entry)
    access = session.exec(
        select(AccessLog)
        .where(AccessLog.community_id == community.id, about(ids))
        .order_by(col(AccessLog.at))
    )
    sections = [
        Section("fields", Message("档案"), _fields(session, household, community)),
        Section("changes", Message("改动历史"), [_change(one) for one in own(HouseholdChange)]),
        Section("consents", Message("同意记录"), [_consent(one) for one in own(Consent)]),
        Section("needs", Message("需求"), own(Need)),
        Section("visits", Message("走访记录"), _rows(visits)),
        Section("amendments", Message("走访的更正"), beside(Amendment)),
        Section("paper_visits", Message("代录的走访"), beside(PaperVisit)),
        Section("decisions", Message("网格长的认定"), beside(SetAsideDecision)),
        Section("checks", Message("抽查"), beside(SpotCheck)),
        Section("comparisons", Message("实地核对"), own(AccuracyRecord)),
        Section("entries", Message("来电、来信和座谈"), told),
        Section("opinions", Message("意见建议"), _opinions(session, told, visit_ids)),
        Section("photos", Message("照片"), photos),
        Section("concerns", Message("民情"), own(Concern)),
        Section("agreed_contacts", Message("约好的日子"), own(AgreedContact)),
        Section("matters", Message("办件"), _matters(session, ids)),
        Section("matter_photos", Message("办件的照片"), reported),
        Section("referrals", Message("转给部门的"), _passed(session, ids)),
        Section("matter_steps", Message("办件的每一步"), _matter_steps(session, ids)),
        Section("corrections", Message("更正"), own(Correction)),
        Section("hand_overs", Message("交接"), _hand_overs(session, ids, community.id)),
        Section("rights_requests", Message("权利请求"), own(RightsRequest)),
        Section("exports", Message("可能包含本户的导出"), _exports(session, household)),
        Section("access", Message("谁看过"), [_seen(one) for one in _rows(access)]),
    ]
    people = session.exec(select(Person).where(Person.community_id == community.id))
    return Held(
        labels_of(session, [household.id])[household.id],
        sections,
        {f"{one.get('visit_id') or one['matter_id']}-{one['place'] + 1}.webp": one["stored"]
         for one in [*photos, *reported] if one["stored"]},
        {one.id: one.name for one in people},
    )  # fmt: skip


def _opinions(
    session: Session, told: list[dict[str, Any]], visits: list[str]
) -> list[dict[str, Any]]:
    """What the household proposed, at its door or in what it told."""
    entries = [one["id"] for one in told]
    theirs = or_(col(Opinion.entry_id).in_(entries), col(Opinion.visit_id).in_(visits))
    found = list(session.exec(select(Opinion).where(theirs).order_by(col(Opinion.at))))
    return _rows(found)


def _rows(found: Iterable[SQLModel]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in found]


def _fields(session: Session, household: Household, community: Community) -> list[dict[str, Any]]:
    """Every field with why it is kept and for how long."""
    values: dict[str, Any] = {
        **values_of(household),
        "door": labels_of(session, [household.id])[household.id],
        "verified_on": household.verified_on,
        "moved": f"{household.moved_in_on or ''} – {household.moved_out_on or ''}",
    }
    days = {
        "days": community.keep_after_move_out_days,
        "visit_days": community.visit_keep_days,
        "need_days": community.need_keep_days,
    }
    return [
        {
            "field": rule.label.text(LANG),
            "value": say_value(LANG, name, str(values.get(name) or "")),
            "purpose": rule.purpose.text(LANG),
            "basis": rule.basis.text(LANG),
            "retention": translate(LANG, rule.retention.msgid, **days),
        }
        for name, rule in FIELDS.items()
    ]


def _change(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "field": say_field(LANG, row["field"])}


def _consent(row: dict[str, Any]) -> dict[str, Any]:
    said = text_of(row["purpose"], row["text_version"])
    return {**row, "text": said.text(LANG) if said else ""}


def _seen(row: dict[str, Any]) -> dict[str, Any]:
    """One look, without the other households that were seen along with this one."""
    return {key: value for key, value in row.items() if key != "households"}


def _hand_overs(session: Session, ids: list[str], community_id: str) -> list[dict[str, Any]]:
    rows = session.exec(select(HandOver).where(HandOver.community_id == community_id))
    return [
        {"at": one["at"], "from_person": one["from_person"], "to_person": one["to_person"]}
        for one in _rows(rows)
        if any(item["household"] in ids for item in one["open_work"].get("items", []))
    ]


def _matters(session: Session, ids: list[str]) -> list[dict[str, Any]]:
    rows = session.exec(
        select(Matter).where(col(Matter.household_id).in_(ids)).order_by(col(Matter.opened_at))
    )
    return [{name: row[name] for name in MATTER} for row in _rows(rows)]


def _matter_photos(session: Session, ids: list[str]) -> list[dict[str, Any]]:
    rows = session.exec(
        select(MatterPhoto)
        .join(Matter, col(Matter.id) == col(MatterPhoto.matter_id))
        .where(col(Matter.household_id).in_(ids))
        .order_by(col(MatterPhoto.matter_id), col(MatterPhoto.place))
    )
    return _rows(rows)


def _passed(session: Session, ids: list[str]) -> list[dict[str, Any]]:
    """What was written to departments, and why they could see who asked."""
    rows = session.exec(
        select(Passed)
        .join(Matter, col(Matter.id) == Passed.matter_id)
        .where(col(Matter.household_id).in_(ids))
        .order_by(col(Passed.at))
    )
    kept = ("at", "by", "words", "contact_reason")
    return [{name: row[name] for name in kept} for row in _rows(rows)]


def _matter_steps(session: Session, ids: list[str]) -> list[dict[str, Any]]:
    rows = session.exec(
        select(MatterStep)
        .join(Matter, col(Matter.id) == MatterStep.matter_id)
        .where(col(Matter.household_id).in_(ids))
        .order_by(col(MatterStep.matter_id), col(MatterStep.number))
    )
    return [
        {**row, "kind": STEP_WORDS[row["kind"]].text(LANG), "matter_id": None}
        for row in _rows(rows)
    ]


def _exports(session: Session, household: Household) -> list[dict[str, Any]]:
    """Lists of households that left; a narrowed one may have left this household out."""
    rows = session.exec(
        select(ExportLog)
        .where(
            ExportLog.community_id == household.community_id,
            col(ExportLog.ledger).in_(["households", "needs", "copy"]),
        )
        .order_by(col(ExportLog.at))
    )
    kept: Callable[[dict[str, Any]], bool] = lambda row: (  # noqa: E731
        row["ledger"] != "copy" or household.id in row["filters"]
    )
    return [
        {"at": row["at"], "person_id": row["person_id"], "ledger": row["ledger"],
         "form": row["form"], "narrowed": "部分" if row["filters"] else "全部"}
        for row in _rows(rows) if kept(row)
    ]  # fmt: skip


MATTER = (
    "number", "title", "words", "applicant", "phone", "place", "opened_at", "stage", "score",
    "owner_id", "done_at", "closed_at", "keep_until",
)  # fmt: skip
WORDS = {
    "number": Message("编号"), "title": Message("事项"), "words": Message("内容"),
    "applicant": Message("提出人"), "phone": Message("电话"), "place": Message("地点"),
    "stage": Message("环节"), "score": Message("评分"), "owner_id": Message("负责人"),
    "done_at": Message("办出结果"), "keep_until": Message("保存到"), "said": Message("写了什么"),
    "role": Message("岗位"),
    "field": Message("项目"), "value": Message("内容"), "purpose": Message("用途"),
    "basis": Message("依据"), "retention": Message("保存多久"), "old": Message("原来"),
    "new": Message("现在"), "by": Message("谁"), "at": Message("时间"), "reason": Message("原因"),
    "source": Message("来源"), "giver": Message("谁同意的"), "channel": Message("怎么同意的"),
    "text": Message("内容"), "text_version": Message("文本版本"), "taken_by": Message("登记人"),
    "withdrawn_at": Message("撤回时间"), "asked_for": Message("需求"), "service": Message("服务"),
    "starts_on": Message("开始"), "ends_on": Message("结束"), "review_on": Message("回头看"),
    "findings": Message("发现"), "requests": Message("诉求"), "outcome": Message("结果"),
    "author_id": Message("谁"), "made_at": Message("写下的时间"), "day": Message("哪天"),
    "received_at": Message("送达时间"), "visited_at": Message("走访时间"),
    "person_id": Message("谁"), "what": Message("看了什么"), "answer": Message("答复"),
    "fields": Message("内容"), "body": Message("内容"), "due_on": Message("期限"),
    "opened_at": Message("时间"), "closed_at": Message("办结"), "ledger": Message("台账"),
    "form": Message("格式"), "narrowed": Message("范围"), "from_person": Message("交出"),
    "to_person": Message("接手"), "kind": Message("类型"), "asked_by": Message("谁提出的"),
    "checked": Message("怎么核对身份的"), "wanted": Message("要求"), "sha256": Message("编号"),
    "decided_by": Message("谁"), "decided_at": Message("时间"), "state": Message("状态"),
    "decision": Message("认定"), "entered_by": Message("代录人"), "reply": Message("答复"),
    "checker_id": Message("抽查人"), "heard": Message("说了什么"),
    "file": Message("档案写的"), "ticks": Message("看了什么"), "found": Message("实地是"),
    "asked_id": Message("请谁去看"), "compared_by": Message("谁"),
    "compared_at": Message("时间"),
    "contact_reason": Message("为什么需要联系"),
    "caller": Message("怎么称呼"), "basics": Message("服务对象基本情况"),
    "help": Message("服务"), "slot_from": Message("从什么时候"),
    "slot_until": Message("到什么时候"),
    "worker_id": Message("网格员"), "lat": Message("纬度"), "lon": Message("经度"),
}  # fmt: skip
