"""Every setting, with its help; bad values stop the start with the name of the setting."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

# Of Chrome and Edge on Android, Firefox, Safari, and Edge on Windows, in this order.
PUSH_SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    "*.notify.windows.com",
)


class BadSetting(ValueError):
    """A setting that cannot be used; the text names it."""


def setting(default: object, help: str) -> object:
    """A dataclass field with its help text, which docs/settings.md repeats."""
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs. Read from the environment, `QIAOMEN_` before each name."""

    data: str = setting("var", "folder of the database, keys and photos")  # type: ignore[assignment]
    database_url: str = setting(
        "", "PostgreSQL URL; empty: SQLite in the data folder (also DATABASE_URL)"
    )  # type: ignore[assignment]
    origin: str = setting(
        "http://localhost:8000",
        "address under which people open Qiaomen; https, or http on localhost",
    )  # type: ignore[assignment]
    host: str = setting("127.0.0.1", "address to listen on")  # type: ignore[assignment]
    port: int = setting(8000, "port to listen on")  # type: ignore[assignment]
    demo: bool = setting(False, "demo mode: sign-in links for the cast, loopback only")  # type: ignore[assignment]
    trusted_proxies: tuple[str, ...] = setting(
        (), "addresses of reverse proxies whose X-Forwarded-For is believed"
    )  # type: ignore[assignment]
    backups: str = setting("", "folder of backups: `qiaomen backup` writes there")  # type: ignore[assignment]
    pool_size: int = setting(  # type: ignore[assignment]
        20,
        "database connections and request threads of the process (PostgreSQL: at most 6 threads)",
    )
    session_days: int = setting(14, "days after which a sign-in ends")  # type: ignore[assignment]
    push_services: tuple[str, ...] = setting(
        PUSH_SERVICES, "hosts of push services that may be spoken to; empty: no system reminders"
    )  # type: ignore[assignment]

    def __post_init__(self) -> None:
        parts = urlsplit(self.origin)
        local = parts.hostname in ("localhost", "127.0.0.1")
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.path not in ("", "/")
        ):
            raise BadSetting("origin: must be https://host or http://localhost:port")
        if parts.scheme == "http" and not local:
            raise BadSetting("origin: passkeys need https (http is for localhost only)")
        if not 1 <= self.port <= 65535:
            raise BadSetting("port: must be from 1 to 65535")
        if not 2 <= self.pool_size <= 200:
            raise BadSetting("pool_size: must be from 2 to 200")
        if not 1 <= self.session_days <= 90:
            raise BadSetting("session_days: must be from 1 to 90")
        if self.demo and self.host not in ("127.0.0.1", "::1", "localhost"):
            raise BadSetting("demo: sign-in links need a loopback host")
        for host in self.push_services:
            if not re.fullmatch(r"(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?", host):
                raise BadSetting(f"push_services: {host!r} is not a host")
        for address in self.trusted_proxies:
            try:
                ipaddress.ip_address(address)
            except ValueError:
                raise BadSetting(f"trusted_proxies: {address!r} is not an address") from None

    @property
    def url(self) -> str:
        """The database's URL as SQLAlchemy reads it."""
        if not self.database_url:
            return f"sqlite:///{Path(self.data).resolve() / 'qiaomen.db'}"
        head, _, rest = self.database_url.partition("://")
        return (
            f"postgresql+psycopg://{rest}"
            if head in ("postgres", "postgresql")
            else self.database_url
        )

    @property
    def rp_id(self) -> str:
        """The host name to which passkeys belong."""
        return urlsplit(self.origin).hostname or "localhost"

    @property
    def files(self) -> Path:
        """Where photos are kept."""
        return Path(self.data) / "files"

    @classmethod
    def from_env(cls, env: Mapping[str, str], **given: object) -> "Settings":
        """Settings from the environment; `given` wins. Raises BadSetting."""
        values: dict[str, object] = {}
        for one in fields(cls):
            text = env.get(f"QIAOMEN_{one.name.upper()}")
            if text is None and one.name == "database_url":
                text = env.get("DATABASE_URL")
            if text is not None:
                values[one.name] = _value(one.name, one.default, text)
        return cls(**{**values, **{k: v for k, v in given.items() if v is not None}})  # type: ignore[arg-type]


def _value(name: str, default: object, text: str) -> object:
    if isinstance(default, bool):
        if text.lower() not in ("0", "1", "true", "false", "yes", "no", ""):
            raise BadSetting(f"{name}: must be 1 or 0")
        return text.lower() in ("1", "true", "yes")
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError:
            raise BadSetting(f"{name}: must be a whole number") from None
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
