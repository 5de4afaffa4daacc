"""A resident follows a matter with its number and code: three steps, a name, a telephone."""

import pytest

from app.hotline.pages.follow import FROM_ONE
from app.matters.models import Matter
from app.org.models import Person
from tests.hotline.conftest import Line


def asked(line: Line) -> Matter:
    """Somebody told the station something, and has the slip."""
    entry = line.call("wang", words="楼道灯坏了", makes_matter="1", place="12-1-101")
    return line.matters(entry)[0]


def key(matter: Matter) -> dict[str, str]:
    """What stands on the slip."""
    return {"number": matter.number, "follow_code": matter.follow_code}


def test_a_resident_sees_three_steps_and_whom_to_ask(line: Line) -> None:
    """R149: accepted, handled, answered, with dates, the owner's name and telephone."""
    matter = asked(line)
    with line.write() as session:
        session.get_one(Person, line.town.wang).phone = "13511112222"
        session.commit()
    page = line.as_("nobody").post("/follow", **key(matter)).text
    assert [page.index(f"<strong>{word}</strong>") for word in ("接办", "处理", "答复")]
    assert page.count("is-done") == 1 and "王敏" in page and "13511112222" in page
    line.finish(matter, "换了新灯")
    page = line.as_("nobody").post("/follow", **key(matter)).text
    assert page.count("is-done") == 3 and "换了新灯" in page


def test_a_code_is_read_as_people_type_it(line: Line) -> None:
    """R149: small letters, spaces and hyphens do no harm."""
    matter = asked(line)
    code = "-".join(matter.follow_code[at : at + 4].lower() for at in range(0, 16, 4))
    reply = line.as_("nobody").post("/follow", number=f" {matter.number} ", follow_code=code)
    assert reply.status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_tells_a_wrong_number_from_a_wrong_code(line: Line) -> None:
    """R149: of what is not there and of what is not theirs the answer is the same (B35)."""
    matter, other = asked(line), asked(line)
    line.as_("nobody")
    said = set()
    for number, code in (
        (matter.number, "A" * 16),
        ("2026-999999", matter.follow_code),
        (other.number, matter.follow_code),
        ("2026-999999", "A" * 16),
    ):
        reply = line.post("/follow", number=number, follow_code=code)
        assert reply.status_code == 404
        said.add(reply.text.replace(number, "").replace(code, ""))
    assert len(said) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_codes_are_not_tried_without_end(line: Line) -> None:
    """R149: one address may try so often in an hour, and no more (B34)."""
    line.as_("nobody")
    wrong = {"number": "2026-000001", "follow_code": "A" * 16}
    answers = [line.post("/follow", **wrong).status_code for _ in range(FROM_ONE + 2)]
    assert answers == [404] * FROM_ONE + [429] * 2


def test_a_resident_rates_it_once(line: Line) -> None:
    """R149: from 1 to 5, when there was an answer; a second time it is refused."""
    matter = asked(line)
    line.as_("nobody")
    assert line.post("/follow/rating", score="5", **key(matter)).status_code == 409
    line.finish(matter)
    line.as_("nobody")
    assert line.post("/follow/rating", score="6", **key(matter)).status_code == 422
    assert line.post("/follow/rating", score="4", words="快", **key(matter)).status_code == 303
    assert line.post("/follow/rating", score="1", **key(matter)).status_code == 409
    (found,) = line.all(Matter)
    assert (found.score, found.stage) == (4, "rating")


def test_a_resident_takes_it_back(line: Line) -> None:
    """R149: withdrawn with a reason, and then it is over."""
    matter = asked(line)
    line.as_("nobody")
    assert line.post("/follow/withdrawal", **key(matter)).status_code == 422
    reply = line.post("/follow/withdrawal", reason="自己修好了", **key(matter))
    assert reply.status_code == 303
    assert "已经撤回" in line.get(reply.headers["location"]).text
    (found,) = line.all(Matter)
    assert found.stage == "withdrawn"
    page = line.post("/follow", **key(matter)).text
    assert "居民已撤回" in page and "不想办了" not in page
