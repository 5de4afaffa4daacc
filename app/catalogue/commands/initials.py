"""The pinyin initials of a name, written beside it when it is saved (row R57)."""

import unicodedata

from app.catalogue.rules.search import letters_of


def initials_of(name: str) -> str:
    """`shbzksl` for 社会保障卡申领. Phrases decide how a character is read: 重残 is `zc`."""
    # Here and not above: a server that nobody saves an item on is some megabytes smaller.
    from pypinyin import Style, lazy_pinyin

    text = unicodedata.normalize("NFKC", name)
    return letters_of(lazy_pinyin(text, style=Style.FIRST_LETTER))
