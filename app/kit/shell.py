"""Routes of the building itself: static files, the service worker, health, problems."""

import hashlib
from typing import Any

import structlog
from litestar import MediaType, Request, Response, get
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive, Scope, Send

from app.kit.assets import BUILD_LENGTH, Assets
from app.kit.html import Pages, answer
from app.kit.i18n import Message, best_lang
from app.kit.limits import trusted_address
from app.kit.problems import Problem, TooMany
from app.kit.security import crosses_origin
from app.kit.web import House

FOR_EVER = "public, max-age=31536000, immutable"
SHELL_PAGES = ["/sign-in", "/outbox", "/visits/new", "/reports/new", "/offline"]
MACHINE_PATHS = ("/sync", "/round", "/keys.json")
log = structlog.get_logger()


def house_of(request: Request[Any, Any, Any]) -> House:
    """The running installation."""
    found: House = request.app.state.house
    return found


def assets_of(request: Request[Any, Any, Any]) -> Assets:
    """The static files of the running installation."""
    found: Assets = house_of(request).parts["pages"].assets
    return found


@get("/static/{build:str}/{path:path}", opt={"guard": None, "packed": True}, sync_to_thread=False)
def static_file(
    request: Request[Any, Any, Any], build: FromPath[str], path: FromPath[str]
) -> Response[bytes]:
    """A static file; of another build the current one, which may not be kept."""
    assets = assets_of(request)
    asset = assets.files.get(str(path).lstrip("/"))
    if asset is None:
        return Response(b"", status_code=404, media_type=MediaType.TEXT)
    headers = {"Cache-Control": FOR_EVER if build == assets.build else "no-cache"}
    body = asset.raw
    if asset.small is not None:
        headers["Vary"] = "Accept-Encoding"
        if "br" in request.headers.get("accept-encoding", ""):
            body, headers["Content-Encoding"] = asset.small, "br"
    return Response(body, media_type=asset.media_type, headers=headers)


@get("/sw.js", opt={"guard": None}, sync_to_thread=False)
def service_worker(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The service worker; never kept, so that a new build is seen."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    body = assets_of(request).worker([*SHELL_PAGES, _keys_address(house_of(request))])
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)


def _keys_address(house: House) -> str:
    """The list of keys under an address that changes with it: so the worker's text does too, and
    phones fetch the new list although the build is the same."""
    public: bytes = answer(house.parts["keys"].public()).content
    return f"/keys.json?v={hashlib.sha256(public).hexdigest()[:BUILD_LENGTH]}"


@get("/favicon.ico", opt={"guard": None}, sync_to_thread=False)
def favicon(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The icon that browsers ask for unasked."""
    asset = assets_of(request).files["icons/favicon.svg"]
    return Response(
        asset.raw, media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"}
    )


@get("/healthz", opt={"guard": None}, sync_to_thread=True)
def healthz(request: Request[Any, Any, Any]) -> Response[bytes]:
    """200 when the database answers; with the caller's address as the server sees it, by which
    `qiaomen doctor` finds out whether the proxy tells it."""
    house = house_of(request)
    house.db.check()
    seen = trusted_address(request, house.settings.trusted_proxies)
    return answer({"ok": True, "build": assets_of(request).build, "address": seen})


def origin_middleware(app: ASGIApp, origin: str) -> ASGIApp:
    """Refuse a change asked for by another site, before its body is read."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            headers = {k.decode("latin1"): v.decode("latin1") for k, v in scope["headers"]}
            if crosses_origin(scope["method"], headers, origin):
                refusal: Response[Any] = Response("", status_code=403, media_type=MediaType.TEXT)
                await refusal.to_asgi_response(None, Request(scope))(scope, receive, send)
                return
        await app(scope, receive, send)

    return wrapped


def on_problem(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """What a person sees when something is refused or fails: words in their language."""
    problem = error if isinstance(error, Problem) else _from_framework(request, error)
    lang = best_lang(request.cookies.get("lang"), request.headers.get("accept-language", ""))
    title, hint = problem.title.text(lang), problem.hint.text(lang)
    headers = {}
    if isinstance(problem, TooMany):
        headers["Retry-After"] = str(problem.retry_after_s)
    if _wants_json(request):
        body = answer({"code": problem.code, "title": title, "hint": hint}, problem.status)
        body.headers.update(headers)
        return body
    pages: Pages = house_of(request).parts["pages"]
    text = pages.render("errors/error.html", lang, status=problem.status, title=title, text=hint)
    return Response(text, status_code=problem.status, media_type=MediaType.HTML, headers=headers)


def _wants_json(request: Request[Any, Any, Any]) -> bool:
    return request.url.path.startswith(MACHINE_PATHS) or request.headers.get(
        "accept", ""
    ).startswith("application/json")


def _from_framework(request: Request[Any, Any, Any], error: Exception) -> Problem:
    problem = Problem()
    if isinstance(error, HTTPException) and error.status_code < 500:
        problem.status = error.status_code
        problem.code = {404: "not_found", 405: "not_allowed", 413: "too_large"}.get(
            problem.status, "bad_request"
        )
        if problem.status in (404, 405):
            problem.title = Message("找不到这一页")
        if problem.status == 413:
            problem.title = Message("内容太大，无法接收")
        return problem
    log.error("request failed", path=request.url.path, exc_info=error)
    problem.status, problem.code = 500, "failed"
    problem.title = Message("系统出了问题，不是您的错")
    problem.hint = Message("请稍后再试。您写过的内容还在手机里。")
    return problem
