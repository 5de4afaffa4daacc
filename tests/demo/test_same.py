"""The same demo comes out every time, and it holds nothing that Qiaomen never keeps."""

import re
from datetime import timedelta

from app.demo import words
from app.demo.calls import Door, Worker, days_until
from app.demo.chance import chance, stable_id
from app.demo.homes import Town, needs
from app.demo.staff import Staff
from app.kit.ids import is_uuid
from app.org.models import Grid
from tests.demo.test_build import NOW, TODAY

# product.md, "What we never build": categories of people by belief, petitioning, drugs, release
# from prison, mental illness, or women by marriage and age; isolation; faces and plates.
NEVER = re.compile(
    "信教|教徒|宗教|基督|佛教|邪教|法轮|信访|上访|访民|吸毒|戒毒|涉毒|刑满|释放|服刑|社区矫正|前科"
    "|精神病|精神障碍|育龄|孕检|婚育|未婚|离异|隔离|密接|人脸|车牌|重点人员|维稳|党员|身份证"
)


def _town() -> Town:
    return Town("00000000-0000-7000-8000-000000000001", "370611001032", 0)


def _worker() -> Worker:
    homes = _town().grid()
    doors = [Door(one["id"], 37.5, 121.25) for one in homes.households]
    return Worker("community", "grid", 1, "person", "device", doors, NOW)


def test_the_same_homes_are_built_every_time() -> None:
    first, second = _town(), _town()
    for _ in range(2):
        one, other = first.grid(), second.grid()
        assert (one.buildings, one.households) == (other.buildings, other.households)


def test_the_same_staff_is_hired_every_time() -> None:
    grids = [Grid(id=f"grid {n}", community_id="c", number=n, name="") for n in (1, 2, 3)]
    lists = []
    for _ in range(2):
        staff = Staff(NOW)
        staff.station("c", "370611001032", grids)
        lists.append([one.model_dump() for one in [*staff.people, *staff.holdings]])
    assert lists[0] == lists[1]


def test_the_same_visits_are_made_every_time() -> None:
    one, other = _worker(), _worker()
    for day in days_until(TODAY, 20):
        assert one.day(day) == other.day(day)


def test_ids_are_version_seven_and_carry_their_time() -> None:
    made = stable_id(chance("test"), 0x0123456789AB)
    assert is_uuid(made)
    assert made.startswith("01234567-89ab-7")


def test_nobody_is_visited_twice_on_a_day() -> None:
    worker = _worker()
    for day in days_until(TODAY, 30):
        doors = [visit["household_id"] for visit in worker.day(day).visits]
        assert len(doors) == len(set(doors))


def test_sundays_are_free_and_weekdays_are_full() -> None:
    worker = _worker()
    for day in days_until(TODAY - timedelta(days=1), 30):
        visits = len(worker.day(day).visits)
        assert visits == 0 if day.weekday() == 6 else visits <= 30
        assert day.weekday() > 4 or visits >= 18


def test_no_word_of_the_demo_sorts_people_by_what_qiaomen_never_keeps() -> None:
    lists = [value for name, value in vars(words).items() if name.isupper()]
    assert len(lists) > 5
    for value in lists:
        for text in [value] if isinstance(value, str) else value:
            assert not NEVER.search(text), text


def test_needs_are_what_residents_ask_for() -> None:
    homes = _town().grid()
    asked = {one["asked_for"] for one in needs("grid", homes.households, TODAY)}
    assert asked <= {*words.ASKED_FOR, ""}, "a withdrawn one says nothing any more"
    assert not any(NEVER.search(text) for text in asked)
