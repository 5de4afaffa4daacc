"""What somebody may write who means harm, and how a page is read to see that it is only text."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

# Everything harmful names this; no page of ours has it in an element, an attribute or a script.
EVIL = "evil"
# {n} tells fields apart. The first of a kind fits into the shortest field of words, of 20
# characters; a longer one holds as many of them as go in.
KINDS: dict[str, tuple[str, ...]] = {
    "element": (
        "<b>evil{n}", "<script>evil{n}()</script>", "<img src=x onerror=evil{n}()>",
        "<svg/onload=evil{n}()>", "</textarea><evil{n}>", "</title></option><evil{n}>",
        "</style></svg><evil{n}>", "--><evil{n}><!--", "&lt;evil{n}&gt;&quot;&#39;",
    ),
    "attribute": (
        "\"evil{n}='x\"", "'evil{n}=\"x'", '" onmouseover="evil{n}()" x="',
        "' onfocus='evil{n}()' x='", "` onfocus=evil{n}() autofocus x",
    ),
    "link": ("javascript:evil{n}", "vbscript:evil{n}()"),
    "odd": (
        "{{{{evil{n}}}}}", "{{{{7*7}}}}{{% raw %}}${{evil{n}}}", "evil{n}\u2028alert(1)\u2029",
        "\u202eevil{n}\u202c", "evil{n}" + "W" * 600,
    ),
}  # fmt: skip
LINKS = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "hx-get", "hx-post"}
# Of what is not printed nothing need come back: some of it is taken away where text comes in.
UNPRINTED = re.compile("[\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Page(HTMLParser):
    """The elements, attributes and texts of a page, and what is wrong with them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.texts: list[str] = []
        self._tag = ""
        self._data = ""
        self.feed(text)
        self.close()
        self._flush()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that stands in the page."""
        self._flush()
        self._tag = tag
        if EVIL in tag or tag in ("iframe", "object", "embed", "base"):
            self.faults.append(f"element {tag}")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def handle_endtag(self, tag: str) -> None:
        """The end of one."""
        self._flush()
        self._tag = ""

    def handle_data(self, data: str) -> None:
        """Text between them, in as many pieces as the parser likes."""
        self._data += data

    def handle_comment(self, data: str) -> None:
        """Nobody's words belong into a comment."""
        if EVIL in data:
            self.faults.append(f"comment {data[:60]!r}")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or EVIL in name or name == "srcdoc":
            self.faults.append(f"attribute {name} of {tag}")
        bare = re.sub(r"[\x00-\x20]", "", value).lower()
        if name in LINKS and bare.startswith(("javascript:", "data:text", "vbscript:")):
            self.faults.append(f"{name}={value!r} of {tag}")
        if name == "style" and EVIL in value:
            self.faults.append(f"style {value!r}")
        if EVIL in value:
            self.texts.append(value)

    def _flush(self) -> None:
        data, self._data = self._data, ""
        if EVIL not in data:
            return
        if self._tag in ("script", "style"):
            self.faults.append(f"{self._tag} {data[:60]!r}")
        self.texts.append(data)


def written(kind: str, number: int, room: int) -> str:
    """Payloads of a kind for the field of that number, as many as `room` characters hold."""
    found = ""
    for one in KINDS[kind]:
        more = f"{found} {one.format(n=f'{number:03}')}".strip(" ")
        found = more if len(more) <= room else found
    assert found, f"{number}: no payload fits into {room} characters"
    return found


def numbers_in(text: str) -> set[int]:
    """The fields whose words stand in a text."""
    return {int(one) for one in re.findall(rf"{EVIL}(\d{{3}})", text)}


def mangled(text: str, put: dict[int, str]) -> Iterator[str]:
    """Where what was put into a field does not stand as it was written, but for what a list cuts
    off."""
    plain = _plain(text)
    for number in numbers_in(text):
        whole = _plain(put[number])
        if whole not in plain and not _cut_off(plain, whole):
            yield f"{whole[:120]!r} became {text[:120]!r}"


def _plain(text: str) -> str:
    return " ".join(UNPRINTED.sub("", text).split())


def _cut_off(text: str, whole: str) -> bool:
    """A list shows the beginning of a long text, and an ellipsis."""
    shown = text.removesuffix("…").removesuffix("...")
    return shown != text and whole.startswith(shown[max(0, shown.find(whole[:5])) :])
