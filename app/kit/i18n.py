"""Words: the msgid is the Chinese text itself, English stands in app/locales."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parents[1] / "locales"
DEFAULT_LANG = "zh-Hans"
LANGS = (DEFAULT_LANG, "en")


@cache
def words(lang: str) -> dict[str, str]:
    """Every translated msgid of `lang`; empty for Chinese, whose msgids are the text."""
    path = LOCALES / lang / "LC_MESSAGES" / "messages.po"
    if lang == DEFAULT_LANG or not path.exists():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file)
    return {str(one.id): str(one.string) for one in catalog if one.id and one.string}


def translate(lang: str, msgid: str, **values: Any) -> str:
    """`msgid` in `lang`, with its `{name}` places filled."""
    found = words(lang).get(msgid, msgid)
    return found.format_map(values) if values else found


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A text that is worded when its reader's language is known."""

    msgid: str
    values: dict[str, Any]

    def __init__(self, msgid: str, **values: Any) -> None:
        object.__setattr__(self, "msgid", msgid)
        object.__setattr__(self, "values", values)

    def text(self, lang: str) -> str:
        """The message in `lang`."""
        return translate(lang, self.msgid, **self.values)


def listed(lang: str, words: Iterable[str]) -> str:
    """Several words as one list, with the comma of the language between them."""
    return (", " if lang == "en" else "、").join(words)


def best_lang(cookie: str | None, accept: str) -> str:
    """The reader's language: what they chose, or else what their browser asks for first."""
    if cookie in LANGS:
        return str(cookie)
    for part in accept.lower().split(","):
        tag = part.split(";")[0].strip()
        if tag.startswith("zh"):
            return DEFAULT_LANG
        if tag.startswith("en"):
            return "en"
    return DEFAULT_LANG
