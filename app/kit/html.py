"""Pages: one template a screen, rendered to text inside the handler, whole or one block."""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context
from litestar import MediaType, Response
from markupsafe import Markup

from app.kit.assets import TEMPLATES, Assets
from app.kit.clock import iso
from app.kit.field_names import named
from app.kit.i18n import DEFAULT_LANG, LANGS, listed, translate
from app.kit.web import READS, Work

ZONE = ZoneInfo("Asia/Shanghai")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)


class Pages:
    """The templates of one installation."""

    def __init__(self, assets: Assets, demo: bool) -> None:
        self.assets, self.demo = assets, demo
        # One environment a language: macros find `_` and `lang` there and need no context, so
        # that Jinja may keep them instead of making them anew for every page.
        self.envs = {lang: self._environment(lang) for lang in LANGS}

    def _environment(self, lang: str) -> Environment:
        env = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        env.filters.update(
            local=_local,
            local_long=_local_long,
            day=_day,
            month=_month,
            fours=_fours,
            iso=iso,
            json=_json,
        )
        env.globals.update(static=self.assets.url, build=self.assets.build, demo=self.demo)
        env.globals.update(_=partial(translate, lang), lang=lang, zone=ZONE.key)
        env.globals.update(named=partial(named, lang))
        env.filters.update(listed=partial(listed, lang))
        return env

    def share(self, name: str, words: Callable[[str], Any]) -> None:
        """Let every template know `name`: what a slice words alike on any page, made once."""
        for lang, env in self.envs.items():
            env.globals[name] = words(lang)

    def render(self, name: str, lang: str, block: str | None = None, **values: Any) -> str:
        """The template `name`, or one block of it, in `lang`."""
        template = self.envs[lang].get_template(name)
        given = {"principal": None, **values}
        if block is None:
            return template.render(given)
        context = template.new_context(given)
        return "".join(template.blocks[block](context))


def pages_of(work: Work) -> Pages:
    """The pages of the running installation."""
    found: Pages = work.house.parts["pages"]
    return found


def page(
    work: Work, name: str, *, block: str | None = None, status: int = 200, **values: Any
) -> Response[str]:
    """A page, or for an htmx request with `block` only that block of it."""
    partial_asked = block is not None and work.request.headers.get("hx-request") == "true"
    text = pages_of(work).render(
        name,
        work.lang,
        block if partial_asked else None,
        principal=work.principal,
        now=work.now,
        banners="" if partial_asked else banners(work),
        tallies={} if partial_asked else tallies(work),
        answers_form=work.request.method not in READS,
        **values,
    )
    headers = {"Vary": "HX-Request, Cookie, Accept-Language"}
    return Response(text, status_code=status, media_type=MediaType.HTML, headers=headers)


def banners(work: Work) -> Markup:
    """What the signed-in person must see on every page, whatever it is about."""
    if work.principal is None:
        return Markup()
    fillers = work.house.parts["registry"].at("page.banners").values()
    return Markup().join(Markup(filler(work)) for filler in fillers)


def tallies(work: Work) -> dict[str, Any]:
    """What waits for the signed-in person, by name, for the tabs."""
    if work.principal is None:
        return {}
    fillers = work.house.parts["registry"].at("page.tallies")
    return {name: filler(work) for name, filler in fillers.items()}


def redirect(path: str) -> Response[str]:
    """Go and look at `path` (303 after a write)."""
    return Response("", status_code=303, headers={"Location": path}, media_type=MediaType.TEXT)


def answer(value: Any, status: int = 200) -> Response[bytes]:
    """A JSON answer."""
    return Response(msgspec.json.encode(value), status_code=status, media_type=MediaType.JSON)


@pass_context
def _local(context: Context, moment: datetime, year: bool = False) -> str:
    return moment_text(context["lang"], moment, year)


@pass_context
def _local_long(context: Context, moment: datetime) -> str:
    return _local(context, moment, year=True)


@pass_context
def _day(context: Context, day: date, year: bool = False) -> str:
    return day_text(context["lang"], day, year)


def _fours(code: str) -> str:
    """A code as people read it aloud: four and four."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


@pass_context
def _month(context: Context, month: date | str) -> str:
    day = date.fromisoformat(f"{month}-01") if isinstance(month, str) else month
    return month_text(context["lang"], day)


def month_text(lang: str, day: date) -> str:
    """The month of a day as people of that language write it."""
    return f"{day.year}年{day.month}月" if lang == DEFAULT_LANG else f"{day:%b} {day.year}"


def moment_text(lang: str, moment: datetime, year: bool = False) -> str:
    """A moment as people of that language write it, to the minute."""
    at = moment.astimezone(ZONE)
    return f"{day_text(lang, at.date(), year)} {at:%H:%M}"


def day_text(lang: str, day: date, year: bool = False) -> str:
    """A day as people of that language write it."""
    if lang == DEFAULT_LANG:
        return f"{day.year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"
    return f"{day.day} {day:%b}{f' {day.year}' if year else ''}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
