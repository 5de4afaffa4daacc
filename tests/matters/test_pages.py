"""A matter on its page: everybody is offered what is theirs to do, and nothing else."""

import pytest

from app.matters.rules.stages import Channel, Flow
from tests.matters.town import Desk, never

NOW = {"whom": "赵大爷", "how": "phone", "words": "都办好了"}


@pytest.fixture(autouse=True)
def no_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lot falls on nothing, unless a test says so."""
    monkeypatch.setattr("app.matters.commands.taking.secrets.randbelow", lambda _: 1)


def test_a_matter_is_taken_through_every_stage_on_its_page(desk: Desk) -> None:
    """R75: seven stages by plain forms, each step with who and when beneath."""
    matter = desk.station.open("clerk", household_id=desk.station.town.doors3[0])
    desk.do("clerk", matter, "classification", handling="bring_back", level="1", amount="3",
            unit="working_days")  # fmt: skip
    desk.do("clerk", matter, "route", way="direct", to=desk.station.town.wang)
    desk.do("wang", matter, "progress", words="看过了")
    desk.do("wang", matter, "result", words="换好了")
    desk.do("wang", matter, "feedback", **NOW)
    desk.do("wang", matter, "rating-request", how="phone")
    desk.do("clerk", matter, "rating", score="5")
    desk.do("clerk", matter, "archive", keep_until="2029-01-01")
    text = desk.get(f"/matters/{matter}").text
    assert "已归档" in text
    assert "看过了" in text
    assert "<form class" not in text
    assert desk.station.matter(matter).stage == "archived"


def test_who_has_nothing_to_do_with_a_matter_is_offered_nothing(desk: Desk) -> None:
    """R83: 李强 of another grid does not even see it; 张丽 leads, and may act for the owner."""
    matter = desk.station.open(
        "wang", channel=Channel.VISIT, household_id=desk.station.town.doors3[0]
    )
    assert desk.as_("li").get(f"/matters/{matter}").status_code == 404
    assert desk.as_("li").post(f"/matters/{matter}/progress", words="x").status_code == 404
    assert 'action="/matters/' in desk.as_("lead").get(f"/matters/{matter}").text
    assert desk.as_("other_lead").get(f"/matters/{matter}").status_code == 404
    assert desk.as_("street_officer").get(f"/matters/{matter}").status_code == 403


def test_a_dispute_is_for_who_works_on_it_and_the_head(desk: Desk) -> None:
    """R76: restricted; the lead and the windows do not find it, nor does its board."""
    matter = desk.station.open("wang", channel=Channel.VISIT, flow=Flow.DISPUTE, title="噪音纠纷")
    for who, status in (("wang", 200), ("head", 200), ("lead", 404), ("clerk", 404)):
        assert desk.as_(who).get(f"/matters/{matter}").status_code == status, who
        board = "/matters?view=mine" if who == "wang" else "/matters?view=all"
        assert ("噪音纠纷" in desk.get(board).text) is (status == 200), who


def test_a_wrong_form_names_its_fields_and_keeps_what_was_written(desk: Desk) -> None:
    """R77: nothing is lost; the field is named in words."""
    matter = desk.station.open("clerk")
    answer = desk.as_("clerk").post(f"/matters/{matter}/not-ours", explanation="不归这里管")
    assert answer.status_code == 422
    assert "不归这里管" in answer.text
    assert "去哪里办：请填写" in answer.text


def test_the_gates_word_stands_in_the_form(desk: Desk) -> None:
    """R78: what is done on the spot is no matter of the whole city."""
    matter = desk.station.open("clerk")
    answer = desk.as_("clerk").post(
        f"/matters/{matter}/classification", handling="on_the_spot", level="4"
    )
    assert answer.status_code == 422
    assert "现场办结的是一级" in answer.text


def test_who_had_the_page_open_hears_who_was_first(desk: Desk) -> None:
    """R75: two at once: one wins, the other gets 409 with who it was."""
    matter = desk.station.open("clerk")
    desk.do("lead", matter, "classification", handling="bring_back", level="1", seen="1")
    answer = desk.as_("clerk").post(
        f"/matters/{matter}/hand-over", to=desk.station.town.wang, reason="熟悉", seen="1"
    )
    assert answer.status_code == 409
    assert "张丽" in answer.text
    assert never() is False


def test_boards_show_what_is_overdue_first(desk: Desk) -> None:
    """R82: what is late stands on top, whoever looks."""
    station = desk.station
    early, late = station.open("clerk", title="不急的"), station.open("clerk", title="急的")
    desk.do("clerk", early, "classification", handling="bring_back", level="1", amount="30",
            unit="working_days")  # fmt: skip
    desk.do("clerk", late, "classification", handling="bring_back", level="1", amount="1",
            unit="working_days")  # fmt: skip
    station.clock.forward(days=4)
    text = desk.as_("head").get("/matters?view=all").text
    assert text.index("急的</a>") < text.index("不急的</a>") or text.index(late) < text.index(early)
    overdue = desk.get("/matters?view=overdue").text
    assert late in overdue
    assert early not in overdue


def test_a_board_leaves_out_what_it_does_not_know(desk: Desk) -> None:
    """R75: whatever stands in the address, a board answers."""
    desk.as_("wang")
    for query in (
        "view=x&level=9&skip=-1&stage=%00",
        "q=%25_%5C&skip=99999999999",
        "grid=1&owner=",
    ):
        assert desk.get(f"/matters?{query}").status_code == 200


def test_who_asks_after_a_low_rating_opens_it_again_on_its_page(desk: Desk) -> None:
    """R89: with a reason; whoever handled it is not offered it; later it goes the normal way."""
    matter = desk.station.open("clerk")
    desk.do("clerk", matter, "classification", handling="bring_back", level="1")
    desk.do("clerk", matter, "route", way="direct", to=desk.station.town.wang)
    for words in ("换好了", "换了线"):
        desk.do("wang", matter, "result", words=words)
        desk.do("wang", matter, "feedback", **NOW)
        desk.do("wang", matter, "rating-request", how="phone")
        if words == "换好了":
            desk.do("clerk", matter, "rating", score="1")
            assert "sending-back" not in desk.as_("wang").get(f"/matters/{matter}").text
            answer = desk.post(f"/matters/{matter}/sending-back", reason="x")
            assert answer.status_code == 403
            assert "do=sending-back" in desk.as_("lead").get(f"/matters/{matter}").text
            refused = desk.post(f"/matters/{matter}/sending-back", reason=" ")
            assert refused.status_code == 422 and "回访发现哪里没办好" in refused.text
            desk.do("lead", matter, "sending-back", reason="灯还是不亮")
    desk.do("clerk", matter, "rating", score="5")
    text = desk.get(f"/matters/{matter}").text
    assert "灯还是不亮" in text and desk.station.matter(matter).stage == "rating"
    desk.do("clerk", matter, "archive", keep_until="2029-01-01")


def test_the_clock_of_a_matter_counts_in_working_time_and_never_at_once(desk: Desk) -> None:
    """R82: what an item calls instant is no unit by which a matter could be given time."""
    matter = desk.station.open("wang")
    said = {"handling": "bring_back", "level": "1", "amount": "3"}
    refused = desk.as_("wang").post(f"/matters/{matter}/classification", unit="instant", **said)
    assert refused.status_code == 422
    desk.do("wang", matter, "classification", unit="working_hours", **said)
    assert desk.station.matter(matter).limit_unit == "working_hours"
