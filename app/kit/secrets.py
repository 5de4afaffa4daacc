"""Secrets in files of the data folder: made once, read by nobody else."""

import os
from pathlib import Path

from app.settings import BadSetting

SECRET_BYTES = 32


def write_once(path: Path, content: bytes) -> None:
    """Make `path` with `content`, unless it is there by now.

    Written aside and linked into place, so that two processes starting together agree on one.
    """
    aside = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def read_private(path: Path) -> bytes:
    """What `path` holds. Raises BadSetting when others may read it."""
    if path.stat().st_mode & 0o077:
        raise BadSetting(f"data: {path} may be read by others; chmod 600 it")
    return path.read_bytes()


def keys_folder(data: str) -> Path:
    """Where the keys of an installation are."""
    folder = Path(data) / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def load_secret(data: str, name: str) -> bytes:
    """The random secret `name`, made at the first start. Raises BadSetting when others may read
    it, or when it is damaged."""
    path = keys_folder(data) / name
    if not path.exists():
        write_once(path, os.urandom(SECRET_BYTES))
    secret = read_private(path)
    if len(secret) != SECRET_BYTES:
        raise BadSetting(f"data: {path} is not a key")
    return secret
