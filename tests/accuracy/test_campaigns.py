"""R97: a campaign is drawn at once, compared by others than its keepers, once, and then told."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.accuracy.commands.records import compare
from app.accuracy.forms import Comparison
from app.accuracy.models import AccuracyRecord, Campaign
from app.accuracy.rules.fields import Outcome
from app.accuracy.rules.sample import sample
from app.attendance.models import Told
from app.households.models import Household
from app.kit.audit import AuditEvent, AuditPayload
from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.org.models import AccessLog, Holding, Post
from tests.accuracy.conftest import TODAY, Books
from tests.people import FOUNDED, Town


def told_in_chain(db: Database, kind: str) -> list[dict[str, object]]:
    """What the chain says of events of a kind."""
    with db.session() as session:
        rows = session.exec(
            select(AuditPayload.payload)
            .join(AuditEvent, (col(AuditEvent.seq) == AuditPayload.seq)
                  & (col(AuditEvent.community_id) == AuditPayload.community_id))
            .where(AuditEvent.kind == kind)
            .order_by(col(AuditEvent.seq))
        )  # fmt: skip
        return [json.loads(one) for one in rows]


def test_r97_a_sample_is_drawn_at_once_and_sealed_in_the_chain(
    books: Books, town: Town, db: Database
) -> None:
    """R97: records are sampled by a seed that is promised beforehand."""
    campaign = books.begun()
    records = books.records(campaign)
    (said,) = told_in_chain(db, "accuracy.opened")
    drawn = sample(bytes.fromhex(campaign.seed), [*town.doors3, *town.doors4], 20)
    assert said["drawn"] == drawn
    assert {one.household_id for one in records} == set(drawn)
    assert (said["seed"], said["population"]) == (campaign.seed_digest, campaign.population_digest)
    assert (campaign.records, campaign.size) == (24, 20)
    assert campaign.seed not in json.dumps(said), "the seed itself waits for the end"


def test_there_is_never_more_drawn_than_there_is(books: Books) -> None:
    assert books.begun(kind="units", size="40").size == 6


def test_some_grids_alone_may_be_compared(books: Books, town: Town) -> None:
    campaign = books.begun(grids=[town.grid3])
    found = {one.household_id for one in books.records(campaign)}
    assert found == set(town.doors3)
    assert books.close(campaign).status_code == 303
    refused = books.begin(grids=[uuid7()])
    assert refused.status_code == 422
    assert "哪些网格" in refused.text


def test_closed_files_are_not_asked_about_but_closed_shops_are(
    books: Books, town: Town, db: Database
) -> None:
    with db.session(writes=True) as session:
        gone = session.get_one(Household, town.doors3[0])
        gone.moved_out_on = TODAY - timedelta(days=1)
        session.add(gone)
        session.commit()
    assert books.begun().records == 23
    files = [one.file for one in books.records(books.begun(kind="units"))]
    assert sorted(one["open"] for one in files) == ["closed"] * 2 + ["open"] * 4


def test_nobody_draws_again_while_one_of_the_same_book_runs(books: Books, db: Database) -> None:
    first = books.begun()
    refused = books.begin()
    assert refused.status_code == 409
    assert "抽到的不能重抽" in refused.text
    assert books.begun(kind="units")
    books.clock.forward(days=15)
    books.begun(until=str(TODAY + timedelta(days=20)))
    assert books.campaign(first.id).closed_at is not None, "its days had run out"
    assert len(told_in_chain(db, "accuracy.opened")) == 3


def test_r97_the_neighbours_worker_is_asked_and_never_the_one_who_keeps_the_file(
    books: Books, town: Town
) -> None:
    records = books.records(books.begun())
    assert {one.asked_id for one in records if one.household_id in town.doors3} == {town.li}
    assert {one.asked_id for one in records if one.household_id in town.doors4} == {town.wang}


def test_whoever_wrote_in_a_file_is_not_asked_about_it(books: Books, town: Town) -> None:
    books.as_(town.head)
    changed = {"people": "5", "contact_by": "door", "reason": "住户说的"}
    for door in town.doors3:
        assert books.post(f"/households/{door}/fields", **changed).status_code == 303
    with books.db.session(writes=True) as session:
        li = session.exec(select(Holding).where(Holding.person_id == town.li)).one()
        li.until = books.clock()
        session.add(li)
        session.commit()
    records = books.records(books.begun(size="24"))
    here = [one for one in records if one.household_id in town.doors3]
    assert [one.asked_id for one in here] == [town.lead] * 12, "the head wrote in each of them"
    refused = books.compare(here[0], by=town.head)
    assert refused.status_code == 409
    assert "不能由您核对" in refused.text


def test_who_takes_the_grid_over_meanwhile_may_not_compare_it(
    books: Books, town: Town, db: Database
) -> None:
    record = next(one for one in books.records(books.begun()) if one.household_id in town.doors3)
    with db.session(writes=True) as session:
        session.add(
            Holding(id=uuid7(), community_id=town.community, area_id=town.community,
                    person_id=town.li, post=Post.GRID_WORKER, grid_id=town.grid3,
                    since=books.clock() + timedelta(days=1))
        )  # fmt: skip
        session.commit()
    books.clock.forward(days=2)
    assert "不能由您核对" in books.as_(town.li).get(f"/accuracy/records/{record.id}").text
    assert books.compare(record).status_code == 409
    assert books.compare(record, by=town.lead).status_code == 303


def test_each_hears_once_of_all_they_are_asked(books: Books, town: Town, db: Database) -> None:
    campaign = books.begun()
    with db.session() as session:
        told = session.exec(select(Told).where(Told.kind == "accuracy_asked")).all()
    counts = {one.person_id: int(one.values["n"]) for one in told}
    assert counts == {one: len(books.records(campaign, one)) for one in (town.wang, town.li)}
    assert "份档案请您到实地核对" in books.as_(town.li).get("/news").text


def test_r97_a_record_is_compared_once_and_the_second_is_told_who_was_first(
    books: Books, town: Town
) -> None:
    record = books.records(books.begun(), town.li)[0]
    assert books.compare(record).status_code == 303
    again = books.compare(record, people="differs", **{"people-found": "五口人"})
    assert again.status_code == 409
    assert "李强已经核对过这一处" in again.text
    other = books.compare(record, by=town.lead)
    assert other.status_code == 409
    with books.db.session() as session:
        assert session.get_one(AccuracyRecord, record.id).ticks["people"] == "same"


def test_twenty_at_once_have_one_effect(books: Books, town: Town, db: Database) -> None:
    record = books.records(books.begun(), town.li)[0]

    def once(person: str) -> str:
        with db.session(writes=True) as session:
            mine = session.get_one(AccuracyRecord, record.id)
            campaign = session.get_one(Campaign, record.campaign_id)
            try:
                said = Comparison(Outcome.GONE, {}, {})
                compare(session, mine, campaign, said, person, books.clock(), TODAY)
                session.commit()
            except Conflict as refused:
                session.rollback()
                return refused.title.text("zh-Hans")
            return "first"

    with ThreadPoolExecutor(max_workers=4) as pool:
        found = list(pool.map(once, [town.li, town.lead] * 10))
    assert found.count("first") == 1
    assert set(found) - {"first"} <= {"李强已经核对过这一处", "张丽已经核对过这一处"}
    assert len(told_in_chain(db, "accuracy.compared")) == 1


@pytest.mark.parametrize("ends", ["closed", "run out"])
def test_r97_a_campaign_that_is_over_takes_nothing_more(
    books: Books, town: Town, ends: str
) -> None:
    campaign = books.begun()
    record = books.records(campaign, town.li)[0]
    if ends == "closed":
        assert books.close(campaign).status_code == 303
    else:
        books.clock.forward(days=15)
    assert books.compare(record).status_code == 404, "to a worker it is gone"
    late = books.compare(record, by=town.lead)
    assert late.status_code == 409
    assert "这次核对已经结束" in late.text
    assert books.close(campaign).status_code == 409


def test_the_file_counts_as_it_was_when_it_was_drawn_and_stays_as_it_is(
    books: Books, town: Town, db: Database
) -> None:
    record = books.records(books.begun(), town.li)[0]
    books.as_(town.lead)
    mended = {"people": "7", "contact_by": "door", "reason": "赶紧改"}
    assert books.post(f"/households/{record.household_id}/fields", **mended).status_code == 303
    assert "人数：3" in books.as_(town.li).get(f"/accuracy/records/{record.id}").text
    differs = books.compare(record, people="differs", **{"people-found": "空着"})
    assert differs.status_code == 303
    with db.session() as session:
        assert session.get_one(Household, record.household_id).people == 7


def test_a_wrong_form_is_answered_by_its_field_and_keeps_what_was_typed(
    books: Books, town: Town
) -> None:
    record = books.records(books.begun(), town.li)[0]
    reply = books.compare(record, people="differs")
    assert reply.status_code == 422
    assert 'href="#people-found"' in reply.text
    assert 'value="differs" checked' in reply.text
    assert "请写明实地是什么样" in reply.text
    reply = books.begin(size="3")
    assert reply.status_code == 422 or reply.status_code == 409


def test_until_it_is_over_only_counts_are_shown(books: Books, town: Town) -> None:
    campaign = books.begun()
    one, other = books.records(campaign, town.li)[:2]
    books.compare(one, people="differs", **{"people-found": "空了半年"})
    books.compare(other, outcome="not_reached")
    for person in (town.head, town.lead, town.wang, town.li, town.steward):
        page = books.as_(person).get(f"/accuracy/{campaign.id}").text
        assert "结束以后才公布结果" in page
        assert ">2/20<" in page
        for secret in ("空了半年", "不一致率", campaign.seed):
            assert secret not in page
    for rest in ("document", "result.csv"):
        assert books.get(f"/accuracy/{campaign.id}/{rest}").status_code == 409


def test_r97_the_result_is_a_rate_of_the_books_and_of_no_person(books: Books, town: Town) -> None:
    """R97: the mismatch rate, and how sure it is."""
    campaign = books.begun()
    records = books.records(campaign)
    for record in records[:10]:
        assert books.compare(record).status_code == 303
    books.compare(records[10], people="differs", **{"people-found": "空了半年"})
    books.compare(records[11], outcome="gone")
    books.compare(records[12], outcome="declined")
    books.close(campaign)
    page = books.as_(town.head).get(f"/accuracy/{campaign.id}").text
    assert "16.7%，长期看在 5% 到 45% 之间" in page
    assert "没联系上或不愿回答的 1 份，不算" in page
    assert "没人去看的 7 份，不算" in page
    assert "不能据此奖惩任何人" in page
    assert "档案写“3”，实地是“空了半年”" in page
    for name in ("王敏", "李强", "03网格", "04网格"):
        assert name not in page
    reader = books.as_(town.wang).get(f"/accuracy/{campaign.id}").text
    assert "16.7%" in reader
    assert "空了半年" not in reader, "whose file it is, is for who mends it"


def test_r97_anybody_of_the_station_draws_it_again(books: Books, town: Town) -> None:
    campaign = books.begun()
    drawn = {one.household_id for one in books.records(campaign)}
    books.close(campaign)
    said = books.as_(town.li).get(f"/accuracy/{campaign.id}/document").json()
    assert set(sample(bytes.fromhex(said["seed"]), said["population"], said["size"])) == drawn
    assert set(said["drawn"]) == drawn
    assert "3" not in said.get("people", "") and "号楼" not in json.dumps(said, ensure_ascii=False)


def test_the_csv_holds_numbers_and_no_formula(books: Books, town: Town) -> None:
    campaign = books.begun(title="=HYPERLINK(1)", kind="units")
    books.close(campaign)
    reply = books.get(f"/accuracy/{campaign.id}/result.csv")
    assert reply.headers["content-type"].startswith("text/csv")
    lines = reply.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("'=HYPERLINK(1)")
    assert lines[1].startswith("项目,比对了几份,不一致几份")
    assert lines[2].startswith("整份档案（有一项不一致就算）,0,0,,,,")
    assert [one.split(",")[0] for one in lines[3:]] == [
        "还在不在营", "名称", "类别", "地址", "统一社会信用代码",
    ]  # fmt: skip


def test_a_worker_sees_of_another_grid_what_they_were_asked_and_that_is_logged(
    books: Books, town: Town, db: Database
) -> None:
    campaign = books.begun()
    mine, others = books.records(campaign, town.li)[0], books.records(campaign, town.wang)[0]
    books.as_(town.li)
    assert books.get(f"/accuracy/records/{mine.id}").status_code == 200
    assert books.get(f"/accuracy/records/{others.id}").status_code == 404
    assert books.get(f"/households/{mine.household_id}").status_code == 404
    with db.session() as session:
        seen = session.exec(
            select(AccessLog.households).where(
                AccessLog.person_id == town.li, AccessLog.what == "accuracy"
            )
        ).all()
    assert [mine.household_id] in seen


def test_contacts_are_compared_without_their_names(books: Books, town: Town, db: Database) -> None:
    with db.session(writes=True) as session:
        for one in [*town.doors3, *town.doors4]:
            home = session.get_one(Household, one)
            home.contact_name, home.contact_phone = "赵雀儿", "15412340009"
            session.add(home)
        session.commit()
    record = books.records(books.begun(), town.li)[0]
    page = books.as_(town.li).get(f"/accuracy/records/{record.id}").text
    assert "留了联系人：留了" in page
    assert "赵雀儿" not in page and "15412340009" not in page
    assert "赵雀儿" not in repr(record)


def test_a_worker_who_has_nothing_to_look_at_is_told_so(books: Books, town: Town) -> None:
    page = books.as_(town.wang).get("/accuracy").text
    assert "没有请您去看的" in page and "还没有开始过核对" in page
    assert 'href="/accuracy"' in books.get("/me").text
    assert "开始一次核对" not in page
    assert books.as_(town.steward).get("/accuracy").status_code == 200


def test_the_mended_file_is_reached_by_who_may_mend_it(books: Books, town: Town) -> None:
    record = books.records(books.begun(), town.li)[0]
    books.compare(record, people="differs", **{"people-found": "空着"})
    assert "/fields" not in books.get(f"/accuracy/records/{record.id}").text
    lead = books.as_(town.lead).get(f"/accuracy/records/{record.id}").text
    assert f"/households/{record.household_id}/fields" in lead


def test_posts_of_long_ago_do_not_bar_anybody(books: Books, town: Town, db: Database) -> None:
    """Li Qiang looked after grid 3 a year ago: not since the sample was drawn."""
    with db.session(writes=True) as session:
        session.add(
            Holding(id=uuid7(), community_id=town.community, area_id=town.community,
                    person_id=town.li, post=Post.GRID_WORKER, grid_id=town.grid3, since=FOUNDED,
                    until=FOUNDED + timedelta(days=90))
        )  # fmt: skip
        session.commit()
    record = next(one for one in books.records(books.begun()) if one.household_id in town.doors3)
    assert (record.asked_id, books.compare(record).status_code) == (town.li, 303)
