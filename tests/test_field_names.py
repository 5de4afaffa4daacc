"""A refusal names its field, in the reader's language, also where it stands apart from it."""

import ast
from collections.abc import Iterator

import pytest

from app.kit.db import ROOT
from app.kit.field_names import FIELD_NAMES, named
from app.kit.i18n import LANGS

READS = {"fail", "text", "texts", "choice", "choices", "date", "moment", "uuid", "number"}


def _constant(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _refusable(tree: ast.AST) -> Iterator[str | None]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called, first = node.func, node.args[0]
        reads = isinstance(called, ast.Attribute) and called.attr in READS
        if reads or (isinstance(called, ast.Name) and called.id == "Refused"):
            yield _constant(first)
        elif (
            isinstance(called, ast.Name) and called.id == "Refusal" and isinstance(first, ast.Dict)
        ):
            yield from map(_constant, first.keys)


def test_every_field_that_a_form_can_refuse_has_a_name() -> None:
    forms = [path for path in (ROOT / "app").rglob("*.py") if "forms" in path.as_posix()]
    forms += [*(ROOT / "app").rglob("pages/*.py"), *(ROOT / "app").rglob("commands/*.py")]
    fields = {name for path in forms for name in _refusable(ast.parse(path.read_text("utf8")))}
    # A message's own text and a lookup's key are read alike, and are no plain ASCII word.
    words = {name for name in fields if name and name.isascii() and name.isidentifier()}
    assert len(words) > 40
    assert sorted(words - FIELD_NAMES.keys()) == []


@pytest.mark.parametrize(
    ("lang", "field", "problem", "read"),
    [
        ("zh-Hans", "reason", "请填写", "理由：请填写"),
        ("zh-Hans", "reason-01a2", "请填写", "理由：请填写"),
        ("zh-Hans", "ends_on", "请填写结束日期", "请填写结束日期"),
        ("en", "reason", "Please fill this in", "Reason: Please fill this in"),
        ("zh-Hans", "nobody knows it", "请填写", "请填写"),
    ],
)
def test_the_name_stands_before_what_is_wrong(
    lang: str, field: str, problem: str, read: str
) -> None:
    assert named(lang, field, problem) == read


def test_every_name_reads_differently_in_each_language() -> None:
    for name, message in FIELD_NAMES.items():
        assert len({message.text(lang) for lang in LANGS}) == len(LANGS), name
