"""A worker's own day in words, for 今天, which phones keep: nothing of the minute is in it."""

from typing import Any

from app.attendance.queries.today import MyDay
from app.attendance.words import POST_WORDS, day_words, span_text


def shown_day(lang: str, mine: MyDay) -> dict[str, Any] | None:
    """Posts and hours, who else is in the hall, who answers the telephone when; None: no roster."""
    if mine.shifts is None:
        return None
    return {
        "on": mine.on,
        "weekday": day_words(lang, mine.on),
        "lines": [
            {
                "post": one.post.value,
                "word": POST_WORDS[one.post].text(lang),
                "span": span_text(one.begins, one.ends),
            }
            for one in mine.shifts
        ],
        "hall": mine.hall,
        "doors": mine.doors,
        "with_me": mine.with_me,
        "telephone": mine.telephone,
    }
