"""What `qiaomen demo` says: what it is doing, and at the end where to look."""

import json
import sys
import threading
import time
import unicodedata
import urllib.request

from app.demo.prepare import Demo, prepare
from app.demo.progress import Progress
from app.demo.scale import Scale, size_of
from app.kit.clock import utc_now
from app.kit.db import Database
from app.settings import Settings

READY_WITHIN_S = 60
POLL_S = 0.1


def build(settings: Settings, scale: Scale) -> bool:
    """Build the demo where there is none; whether it was built. Raises NotADemo."""
    started, where = time.monotonic(), _where(settings)

    def announce() -> None:
        size = size_of(scale)
        progress.say(
            f"正在建立演示：福山区 {len(size.grids)} 个社区、{size.households} 户、"
            f"{size.days} 天走访\n"
            f"Building the demo: {len(size.grids)} of Fushan's communities, "
            f"{size.households} households, {size.days} days of visits"
        )

    progress = Progress(sys.stdout)
    demo = prepare(settings.url, scale, utc_now(), progress, announce)
    if demo.built:
        seconds = time.monotonic() - started
        progress.say(f"已建好，用时 {seconds:.0f} 秒，在 {where}  Built in {seconds:.0f} s")
    elif demo.scale is not scale:
        progress.say(_other_scale(demo, where))
    return demo.built


def tell_when_ready(settings: Settings) -> None:
    """In the background: wait for /healthz, then print the address and the cast's links."""

    def wait() -> None:
        links = _links(settings)
        if _healthy(settings):
            print(links, flush=True)

    print("正在启动…  Starting…", flush=True)
    threading.Thread(target=wait, daemon=True).start()


def _where(settings: Settings) -> str:
    return "PostgreSQL" if settings.database_url else settings.data


def _other_scale(demo: Demo, where: str) -> str:
    return (
        f"{where} 里已有 {demo.scale} 演示，保留不动；要另一种请换 DATA=…\n"
        f"{where} holds the {demo.scale} demo, which is kept; for the other, give another DATA=…"
    )


def _healthy(settings: Settings) -> bool:
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        try:
            with ask(f"http://{settings.host}:{settings.port}/healthz", timeout=5) as answer:
                if json.load(answer).get("ok"):
                    return True
        except (OSError, ValueError):
            pass
        time.sleep(POLL_S)
    return False


def _links(settings: Settings) -> str:
    # Loaded only now, while the server is starting too: it brings half the house along.
    from app.auth.commands import demo_links

    database = Database(settings.url)
    with database.session() as session:
        chinese = demo_links(session, settings.origin)
        english = demo_links(session, settings.origin, "en")
    database.close()
    lines = [
        f"  {_pad(f'{post} {name}', 18)}{_pad(other[2], 18)}{address}"
        for (_, name, post, address), other in zip(chinese, english, strict=True)
    ]
    return "\n".join(
        [
            "",
            f"敲门已就绪  Qiaomen is ready:  {settings.origin}",
            "点链接即以此人登录（仅限本机）  Each link signs you in, on this machine only:",
            *lines,
            "",
            "按 Ctrl-C 停止，数据会保留  Ctrl-C stops it and keeps the data",
        ]
    )


def _pad(text: str, width: int) -> str:
    # A Chinese character is two columns wide.
    used = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
    return text + " " * max(1, width - used)
