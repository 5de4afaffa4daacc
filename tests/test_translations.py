"""Everyone can read everything: no text without English, no Chinese where nothing translates it."""

import pytest

from app.kit.messages import Text, collect, places_of, read_catalog

TEXTS = list(collect())
ENGLISH = read_catalog()
# Where Chinese is right as it stands: a language is offered in its own words.
IN_ITS_OWN_WORDS = {"templates/auth/_language.html"}


def test_every_text_has_english() -> None:
    missing = {one.text: f"{one.file}:{one.line}" for one in TEXTS if not _english(one)}
    assert not missing, "put the English into a .tsv and run: make messages ADD=file.tsv"


def _english(one: Text) -> str | None:
    return one.fixed or ENGLISH.get(one.text)


@pytest.mark.parametrize("chinese", sorted(text for text in ENGLISH if ENGLISH[text]))
def test_english_keeps_the_places_of_the_chinese(chinese: str) -> None:
    assert places_of(ENGLISH[chinese]) == places_of(chinese)


def test_no_chinese_stands_where_nothing_translates_it() -> None:
    stuck = [one for one in TEXTS if one.fixed and one.file not in IN_ITS_OWN_WORDS]
    assert not stuck, 'wrap it: {{ _("…") }} in a template, t("… {n}", {n}) in a script'


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    unused = set(ENGLISH) - {one.text for one in TEXTS}
    assert not unused, "run: make messages"
