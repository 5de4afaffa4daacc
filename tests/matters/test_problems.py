"""The classes of problems: who deals with each, and hints (rows R185-R187)."""

from app.matters.rules.problems import problems


def test_r185_the_classes_name_who_deals_with_each_and_nothing_that_penalises() -> None:
    """R185: the worker persuades and reports; every class has a target, none a penalty."""
    for one in problems().values():
        assert one.target("zh-Hans") and one.target("en") and one.amount > 0
    to_persuade = [one for one in problems().values() if "劝说有关人员" in one.hint("zh-Hans")]
    assert {"noise", "illegal-building", "fire-exit"} <= {one.code for one in to_persuade}
    assert all("不处罚、不扣押、不强制" in one.hint("zh-Hans") for one in to_persuade)
