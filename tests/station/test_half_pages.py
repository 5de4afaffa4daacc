"""A page of which a script did not come can be opened again; one that answers a form cannot, for
that would send the form once more (a recovery code is made, an invitation is sent)."""

import pytest

from tests.station.conftest import Desk


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_a_page_that_answers_no_form_offers_to_be_opened_again(desk: Desk) -> None:
    desk.as_(desk.town.wang)
    asked, answered = desk.get("/leave/new"), desk.post("/leave", 422).text
    assert "重新打开" in asked and "data-answers-form" not in asked
    assert "重新打开" not in answered and "data-answers-form" in answered
    assert "从上一页重新进来" in answered
