"""What a phone would meet: the certificate, the proxy's headers, and what it lets through."""

import json
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from ipaddress import ip_address
from ssl import SSLCertVerificationError, SSLError

from app.doctor.asking import Answer, Site, certificate_days, protocol, redirect_of
from app.doctor.finding import Finding, bad, good, look
from app.kit.assets import Assets
from app.kit.clock import utc_now
from app.settings import Settings

FEW_DAYS = 14
MOST_SKEW = timedelta(seconds=60)
# An address of the documentation (RFC 5737): nobody has it, so nobody can be meant by it.
FORGED = "203.0.113.77"
# As much as a phone sends at most: a batch of records, and a photo.
BATCH_BYTES, PHOTO_BYTES = 512 * 1024, 1_000_000
ONCE = ("strict-transport-security", "content-security-policy", "x-content-type-options")


def examine(settings: Settings, url: str, connect: str = "") -> Iterator[Finding]:
    """Ask the running site at `url`, as a phone would. What cannot be asked ends it."""
    site = Site(url, connect)
    yield _name(settings, url)
    first = _reached(site)
    yield first[0]
    health = first[1]
    if health is None:
        return
    yield from _secure(site, connect)
    yield _program(health)
    yield _time(health)
    yield _headers(site)
    yield _compression(site)
    yield _address(settings, site)
    yield _bodies(site)


def _name(settings: Settings, url: str) -> Finding:
    what = f"网站  site ({url})"
    if url.rstrip("/") == settings.origin.rstrip("/"):
        return good(what)
    return bad(
        what,
        f"设置里的网址是 {settings.origin}：在别的网址下登录不了",
        f"The settings say {settings.origin}: nobody can sign in under another address",
    )


def _reached(site: Site) -> tuple[Finding, Answer | None]:
    what = "连接  reached"
    try:
        health = site.ask("GET", "/healthz")
    except SSLCertVerificationError as problem:
        said = problem.verify_message
        return bad(what, f"证书不对：{said}", f"The certificate is not good: {said}"), None
    except SSLError as problem:
        return bad(what, f"HTTPS 不通：{problem.reason}", f"No HTTPS: {problem.reason}"), None
    except (OSError, HTTPException) as problem:
        return bad(what, f"连不上：{problem}", f"It cannot be reached: {problem}"), None
    if health.status in (502, 503, 504):
        return bad(
            what,
            "代理在，程序不在：systemctl status qiaomen",
            "The proxy answers, the program behind it does not: systemctl status qiaomen",
        ), None
    if health.status == 421:
        return bad(
            what,
            "程序不认识代理的地址，请设 QIAOMEN_TRUSTED_PROXIES",
            "The program does not know the proxy's address; set QIAOMEN_TRUSTED_PROXIES",
        ), None
    if health.status != 200 or b'"build"' not in health.body:
        return bad(
            what,
            f"答话的不是敲门（状态 {health.status}）",
            f"Something else answers than Qiaomen (status {health.status})",
        ), None
    return good(what), health


def _secure(site: Site, connect: str) -> Iterator[Finding]:
    if site.scheme != "https":
        return
    days = certificate_days(site)
    what = "证书  certificate"
    if days < FEW_DAYS:
        yield look(what, f"还有 {days} 天到期", f"It ends in {days} days")
    else:
        yield good(what, f"还有 {days} 天", f"{days} days left")
    if protocol(site) != "h2":
        yield look("HTTP/2", "代理没有开 HTTP/2，会慢一些", "The proxy has it off: slower starts")
    else:
        yield good("HTTP/2")
    if not connect:
        yield _from_http(site)


def _from_http(site: Site) -> Finding:
    what = "http → https"
    if redirect_of(site).startswith(f"https://{site.host}"):
        return good(what)
    return look(
        what,
        "输入网址不带 https 的人打不开：请在代理上转向",
        "People who type the name without https see nothing: let the proxy redirect them",
    )


def _program(health: Answer) -> Finding:
    what = "版本  version"
    theirs, ours = str(json.loads(health.body)["build"]), Assets().build
    if theirs == ours:
        return good(what, ours)
    return look(
        what,
        f"网站上是 {theirs}，这里装的是 {ours}：请重启服务",
        f"The site runs {theirs}, here is {ours}: restart the service",
    )


def _time(health: Answer) -> Finding:
    what = "两边的时间  both clocks"
    said = health.header("date")
    if not said:
        return good(what, "网站不说时间", "the site does not tell its time")
    apart = parsedate_to_datetime(said) - utc_now()
    if abs(apart) <= MOST_SKEW:
        return good(what)
    seconds = int(apart.total_seconds())
    return bad(
        what,
        f"网站和本机差 {seconds} 秒，请都对时",
        f"The site's clock and this one are {seconds} s apart: let a time server set them",
    )


def _headers(site: Site) -> Finding:
    what = "安全头  security headers"
    page = site.ask("GET", "/sign-in")
    for name in ONCE if site.scheme == "https" else ONCE[1:]:
        count = page.count(name)
        if count != 1:
            return bad(
                what,
                f"{name} 出现了 {count} 次，应该 1 次：代理不要增删它",
                f"{name} comes {count} times, not once: the proxy must not add or drop it",
            )
    return good(what)


def _compression(site: Site) -> Finding:
    what = "压缩  compression"
    page = site.ask("GET", "/sign-in", {"Accept-Encoding": "br, gzip"})
    if page.header("content-encoding") == "br":
        return good(what)
    return look(
        what,
        "代理去掉了压缩，弱信号下会慢：不要改 Accept-Encoding",
        "The proxy undoes it, slow on a weak signal: it must pass Accept-Encoding on",
    )


def _address(settings: Settings, site: Site) -> Finding:
    what = "来访地址  client address"
    honest = site.ask("GET", "/healthz")
    seen = _seen(honest)
    forged = _seen(site.ask("GET", "/healthz", {"X-Forwarded-For": FORGED}))
    if honest.local != seen and (seen in settings.trusted_proxies or _loopback(seen)):
        return bad(
            what,
            f"程序把所有人看成 {seen}。请让代理写 X-Forwarded-For，并设 QIAOMEN_TRUSTED_PROXIES",
            f"The program sees everybody as {seen}. Let the proxy write X-Forwarded-For, and set "
            "QIAOMEN_TRUSTED_PROXIES",
        )
    if forged == FORGED and _loopback(honest.local):
        return look(
            what,
            "从代理自己的机器上查不了，请在另一台机器上再查一次",
            "Cannot be told from the proxy's own machine: ask once from another one",
        )
    if forged == FORGED:
        return bad(
            what,
            "代理照抄来访者自己写的 X-Forwarded-For，限次形同虚设。请让代理加上真实地址",
            "The proxy passes on what callers write in X-Forwarded-For, so limits of tries mean "
            "nothing. Let it add the real address",
        )
    return good(what, f"程序看到的是 {seen}", f"the program sees {seen}")


def _bodies(site: Site) -> Finding:
    what = "大小上限  sizes let through"
    tried = (("POST", "/sync", BATCH_BYTES), ("PUT", "/sync/files/0/0", PHOTO_BYTES))
    for method, path, size in tried:
        try:
            stopped = site.ask(method, path, body=b" " * size).status == 413
        except (OSError, HTTPException):  # many proxies hang up instead of reading it all
            stopped = True
        if stopped:
            return bad(
                what,
                f"代理拦下了 {size // 1000} kB 的请求，照片和记录会送不到",
                f"The proxy stops requests of {size // 1000} kB: photos and records cannot arrive",
            )
    return good(what)


def _seen(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body).get("address", ""))
    except ValueError:
        return ""


def _loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
