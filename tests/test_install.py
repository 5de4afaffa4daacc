"""docs/install.md and the files it ships name only what exists, and agree with the program.

That nginx takes its file, and phones what comes out of it, is shown in e2e/test_tls.py.
"""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from app.cli import _parser
from app.main import MOST_BODY_BYTES
from app.settings import Settings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "install.md").read_text(encoding="utf8")
SHIPPED = sorted((ROOT / "docs" / "install").iterdir())
UNITS = [path for path in SHIPPED if path.suffix in (".service", ".timer")]
WORDS = re.compile(r"^(?:ExecStart=\S*/)?qiaomen ((?!@)[a-z].*?)(?: *#.*)?$", re.MULTILINE)


def _typed() -> list[str]:
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
    inline = "\n".join(re.findall(r"`(qiaomen [^`]+)`", PAGE))
    units = "\n".join(path.read_text(encoding="utf8") for path in UNITS)
    return sorted(set(WORDS.findall(f"{blocks}\n{inline}\n{units}")))


@pytest.mark.parametrize("words", _typed())
def test_every_command_of_the_page_is_one_that_the_program_takes(words: str) -> None:
    given = _parser().parse_args(words.split())
    assert callable(given.run)


def test_the_page_has_the_commands_that_make_and_keep_a_station() -> None:
    named = {words.split()[0] for words in _typed()}
    assert {"migrate", "invite", "serve", "backup", "restore", "doctor", "tidy"} <= named


@pytest.mark.parametrize("path", [ROOT / "docs" / "install.md", *SHIPPED], ids=lambda p: p.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"QIAOMEN_([A-Z_]+)", path.read_text(encoding="utf8")))
    assert named <= {one.name.upper() for one in fields(Settings)}


def test_the_shipped_settings_can_be_used() -> None:
    lines = (ROOT / "docs" / "install" / "qiaomen.env").read_text(encoding="utf8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("# ")]
    env = {name.lstrip("#"): value for name, _, value in pairs}
    settings = Settings.from_env(env)
    assert settings.url.startswith("postgresql+psycopg://")
    assert settings.trusted_proxies == ("127.0.0.1",)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_file_has_its_place_in_the_page(path: Path) -> None:
    families = (path.name, f"{path.stem.split('-')[0]}*{path.suffix}")
    assert any(f"docs/install/{name}" in PAGE for name in families)


def test_the_proxies_let_through_what_the_program_takes_and_lead_to_its_port() -> None:
    nginx = (ROOT / "docs" / "install" / "nginx.conf").read_text(encoding="utf8")
    caddy = (ROOT / "docs" / "install" / "Caddyfile").read_text(encoding="utf8")
    place = f"{Settings().host}:{Settings().port}"
    assert set(re.findall(r"proxy_pass http://([^;]+);", nginx)) == {place}
    assert f"reverse_proxy {place} " in caddy
    limits = [int(found) * 1_000_000 for found in re.findall(r"body_size\s+(\d+)m", nginx)]
    limits += [int(found) * 1_000_000 for found in re.findall(r"max_size (\d+)MB", caddy)]
    assert len(limits) == 4 and min(limits) > MOST_BODY_BYTES


def test_the_service_writes_where_the_settings_say() -> None:
    env = (ROOT / "docs" / "install" / "qiaomen.env").read_text(encoding="utf8")
    backup = (ROOT / "docs" / "install" / "qiaomen-backup.service").read_text(encoding="utf8")
    for name in ("DATA", "BACKUPS"):
        folder = re.search(rf"QIAOMEN_{name}=(\S+)", env)
        assert folder and f"ReadWritePaths={folder[1]}\n" in backup
