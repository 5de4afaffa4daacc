"""The whole house: the only file that knows every slice."""

from functools import partial

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide

from app.accuracy.routes import routes as accuracy_routes
from app.attendance.intake import SignInKind
from app.attendance.live import Live
from app.attendance.pages.board import LIVE
from app.attendance.pages.challenges import DAY_SECRET
from app.attendance.pages.push import PUSHER
from app.attendance.panels import fill as fill_attendance
from app.attendance.pusher import Pusher
from app.attendance.queries.standings import HEARD
from app.attendance.routes import routes as attendance_routes
from app.auth.notices import recovery_banner
from app.auth.routes import routes as auth_routes
from app.books.imports.commands.runner import Runner
from app.books.panels import fill as fill_books
from app.books.routes import routes as book_routes
from app.cases.jobs import look
from app.cases.panels import fill as fill_cases
from app.cases.routes import routes as case_routes
from app.catalogue.routes import routes as catalogue_routes
from app.handbook.panels import fill as fill_handbook
from app.handbook.routes import routes as handbook_routes
from app.hotline.routes import routes as hotline_routes
from app.households.intake import CorrectionKind
from app.households.routes import routes as household_routes
from app.kit.assets import Assets
from app.kit.clock import Clock, utc_now
from app.kit.db import Database
from app.kit.html import Pages
from app.kit.logs import configure
from app.kit.proxies import proxies_middleware
from app.kit.registry import Registry
from app.kit.secrets import load_secret
from app.kit.security import headers_middleware
from app.kit.shell import (
    favicon,
    healthz,
    on_problem,
    origin_middleware,
    service_worker,
    static_file,
)
from app.kit.ticking import Ticking
from app.kit.web import House, provide_work
from app.matters.door import PROBLEMS, problem_words
from app.matters.door import fill as fill_door
from app.matters.jobs import look as look_at_matters
from app.matters.panels import fill as fill_matters
from app.matters.routes import routes as matter_routes
from app.matters.window import routes as window_routes
from app.privacy.routes import routes as privacy_routes
from app.referrals.jobs import tell_departments
from app.referrals.panels import fill as fill_referrals
from app.referrals.routes import routes as referral_routes
from app.rights.routes import routes as rights_routes
from app.settings import Settings
from app.spotchecks.intake import AnswersKind
from app.spotchecks.jobs import take_steps
from app.spotchecks.panels import fill as fill_checks
from app.spotchecks.routes import routes as check_routes
from app.station.panels import fill as fill_station
from app.station.routes import routes as station_routes
from app.sync.commands import erase_texts
from app.sync.heard import heard_until
from app.sync.intake import Intake
from app.sync.jobs import Marker
from app.sync.keys import Keys
from app.sync.queries import receipt_shorts
from app.sync.routes import routes as sync_routes
from app.team.panels import fill as fill_team
from app.team.routes import routes as team_routes
from app.visits.panels import fill
from app.visits.routes import routes as visit_routes

MOST_BODY_BYTES = 1_200_000


def create_app(
    settings: Settings, clock: Clock = utc_now, assets: Assets | None = None
) -> Litestar:
    """The application for `settings`. The database must be migrated already."""
    configure()
    registry = Registry()
    fill_books(registry)
    fill_station(registry)
    fill_attendance(registry)
    fill(registry)
    fill_door(registry)
    fill_matters(registry)
    fill_checks(registry)
    fill_cases(registry)
    fill_referrals(registry)
    fill_team(registry)
    fill_handbook(registry)
    registry.fill("kinds", "correction", CorrectionKind)
    registry.fill("kinds", "check_answers", AnswersKind)
    day_secret = load_secret(settings.data, "day.key")
    registry.fill("kinds", "sign_in", partial(SignInKind, settings, day_secret))
    registry.fill(HEARD, "sync", heard_until)
    registry.fill("page.banners", "recovery", recovery_banner)
    registry.fill("envelope.erasers", "sync", erase_texts)
    registry.fill("record.receipts", "sync", receipt_shorts)
    pages = Pages(assets or Assets(), settings.demo)
    pages.share(PROBLEMS, problem_words)
    db = Database(settings.url, settings.pool_size)
    keys = Keys.load(settings)
    house = House(settings, db, clock)
    intake = Intake(house, keys, registry)
    house.parts.update(pages=pages, registry=registry, keys=keys, intake=intake)
    house.parts[DAY_SECRET] = day_secret
    live = house.parts[LIVE] = Live(house)
    pusher = house.parts[PUSHER] = Pusher(house)
    imports = house.parts["imports"] = Runner(house)
    mark = Marker(settings).mark
    shell = [static_file, service_worker, favicon, healthz]
    slices = [
        *auth_routes,
        *household_routes,
        *station_routes,
        *book_routes,
        *catalogue_routes,
        *privacy_routes,
        *attendance_routes,
        *accuracy_routes,
        *visit_routes,
        *matter_routes,
        *window_routes,
        *hotline_routes,
        *check_routes,
        *sync_routes,
        *case_routes,
        *referral_routes,
        *team_routes,
        *handbook_routes,
        *rights_routes,
    ]
    return Litestar(
        route_handlers=[*shell, *slices],
        dependencies={"work": Provide(provide_work, sync_to_thread=False)},
        state=State({"house": house}),
        middleware=[
            partial(proxies_middleware, proxies=settings.trusted_proxies),
            partial(headers_middleware, https=settings.origin.startswith("https")),
            partial(origin_middleware, origin=settings.origin),
        ],
        exception_handlers={Exception: on_problem},
        compression_config=CompressionConfig(
            backend="brotli", brotli_quality=4, minimum_size=600, exclude_opt_key="packed"
        ),
        request_max_body_size=MOST_BODY_BYTES,
        openapi_config=None,
        lifespan=[
            pusher.running,
            Ticking(house, take_steps, look_at_matters, tell_departments, look, mark).running,
        ],
        on_startup=[intake.start, imports.start],
        on_shutdown=[live.stop, imports.stop, intake.stop, db.close],
    )
