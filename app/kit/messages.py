"""Collects the texts to translate and keeps app/locales/en in step: `make messages`.

A message id is its Chinese text, so every Chinese string of the program is one, wherever it
stands: `_("今天")` in a template, `Message("请填写")` in Python, `t("再试")` in a script, or a word
in a table that is translated later. Nothing has to be marked, and nothing can be forgotten.
Docstrings, comments, the made-up people of the demo and the command line, which speaks both
languages at once, are left out.
"""

import argparse
import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.jslexer import tokenize, unquote_string
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from app.kit.assets import TEMPLATES
from app.kit.db import ROOT
from app.kit.i18n import LOCALES

ENGLISH = LOCALES / "en" / "LC_MESSAGES" / "messages.po"
# No dates: a catalogue changes when a text changes, not when somebody looks at it.
HEADER = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
CHINESE = re.compile(r"[\u3400-\u9fff]")
PLACE = re.compile(r"\{(\w+)\}")


class Text(NamedTuple):
    """A Chinese text of the program. `fixed` ones stand where nothing can translate them."""

    text: str
    file: str
    line: int
    fixed: bool = False


def collect() -> Iterator[Text]:
    """Every Chinese text of the program, in the order of the files."""
    for folder, ending, reader in _PLACES:
        for path in sorted((ROOT / folder).rglob(f"*{ending}")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(_LEFT_OUT):
                yield from _chinese(reader(path.read_text(encoding="utf8")), name)


def _chinese(found: Iterable[tuple[str, int, bool]], name: str) -> Iterator[Text]:
    for text, line, fixed in found:
        if CHINESE.search(text):
            yield Text(text, name, line, fixed)


def _python(source: str) -> Iterator[tuple[str, int, bool]]:
    tree = ast.parse(source)
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)  # a docstring
        if isinstance(node, ast.JoinedStr):
            skipped.update(node.values)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            skipped.update(node.args)  # a pattern to recognise what people type
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.value, node.lineno, False


def _template(source: str) -> Iterator[tuple[str, int, bool]]:
    tree = Environment().parse(source)
    for data in tree.find_all(nodes.TemplateData):
        yield data.data.strip(), data.lineno, True
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str):
            yield const.value, const.lineno, False


def _script(source: str) -> Iterator[tuple[str, int, bool]]:
    for token in tokenize(source):
        if token.type == "string":
            yield unquote_string(token.value), token.lineno, False
        elif token.type == "template_string":
            text, *inserted = _split_template(token.value[1:-1])
            yield text, token.lineno, bool(inserted)
            for code in inserted:
                yield from ((said, token.lineno, fixed) for said, _, fixed in _script(code))


def _split_template(text: str) -> list[str]:
    """The words of a template string, then the code of each `${…}` in it."""
    words, code = "", []
    for part in re.split(r"(\$\{(?:[^{}]|\{[^{}]*\})*\})", text):
        if part.startswith("${"):
            code.append(part[2:-1])
        else:
            words += part
    return [words, *code]


_LEFT_OUT = (
    "app/demo/",
    "app/terminal.py",
    "app/shipped.py",
    "app/upkeep.py",
    "app/auth/demo.py",
    "app/cli.py",
    "app/doctor/",
    "app/backup/",
    "static/vendor/",
)
Reader = Callable[[str], Iterator[tuple[str, int, bool]]]
_PLACES: tuple[tuple[str, str, Reader], ...] = (
    ("app", ".py", _python),
    (TEMPLATES.name, ".html", _template),
    ("static", ".js", _script),
)


def places_of(text: str) -> set[str]:
    """The names of the `{places}` in a text."""
    return set(PLACE.findall(text))


def read_catalog() -> dict[str, str]:
    """The English texts by their message id."""
    if not ENGLISH.exists():
        return {}
    with ENGLISH.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def write_catalog(texts: Iterable[Text], english: dict[str, str]) -> None:
    """Write the catalogue: every text once, with the files it comes from."""
    catalog = Catalog(locale="en")
    for one in texts:
        if not one.fixed:
            catalog.add(one.text, english.get(one.text, ""), locations=[(one.file, one.line)])
    for message in catalog:
        message.flags.clear()  # Babel takes "100%" for a format of C
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalog, omit_header=True, include_lineno=False, width=0)


def read_table(path: Path) -> dict[str, str]:
    """Translations from lines of `Chinese TAB English`. Raises ValueError naming a bad line."""
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
        if not line.strip():
            continue
        chinese, tab, english = line.partition("\t")
        if not tab or places_of(chinese) != places_of(english):
            raise ValueError(f"{path}:{number}: not the same places on both sides of one tab")
        found[chinese.strip()] = english.strip()
    return found


def main() -> None:
    """Bring the catalogue up to date and say what is missing."""
    parser = argparse.ArgumentParser(prog="python -m app.kit.messages", description=__doc__)
    parser.add_argument("--add", type=Path, action="append", default=[], metavar="FILE.tsv")
    given = parser.parse_args()
    texts = list(collect())
    english = read_catalog()
    for path in given.add:
        english |= read_table(path)
    wanted = {one.text for one in texts if not one.fixed}
    write_catalog(texts, english)
    missing = sorted(text for text in wanted if not english.get(text))
    for text in missing:
        print(f"no English yet: {text}")
    for text in sorted(set(english) - wanted):
        print(f"no longer used: {text}")
    print(f"{len(wanted)} texts, {len(missing)} without English: {ENGLISH.relative_to(ROOT)}")
    sys.exit(bool(missing))


if __name__ == "__main__":
    main()
