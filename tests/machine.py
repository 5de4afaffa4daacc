"""What the tests need from the machine, and getting it: `python -m tests.machine`.

A browser, a database, nginx and LibreOffice Calc are needed: without one, tests fail, they are
never skipped. A Chinese font is wanted, so that screenshots show the pages as people see them.
"""

import os
import shutil
import subprocess
import sys

from tests.postgres_program import NoPostgres, find_postgres

BROWSERS = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


OFFICE_OF_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
NO_OFFICE = (
    "no LibreOffice Calc: `make machine` installs it with apt (Debian, Ubuntu:"
    " apt-get install libreoffice-calc-nogui); elsewhere get it from libreoffice.org and put"
    " soffice on the PATH"
)


class Missing(RuntimeError):
    """The machine has not got it, and it could not be installed."""


def find_chromium() -> str | None:
    """The browser's path: $CHROMIUM, the system's, or the one Playwright downloaded."""
    given = os.environ.get("CHROMIUM")
    for name in (given,) if given else BROWSERS:
        if path := _runs(name):
            return path
    return None if given else _runs(_playwrights())


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font for Simplified Chinese."""
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def apt_install(*packages: str) -> bool:
    """Install Debian packages if this machine and this user can."""
    if not shutil.which("apt-get"):
        return False
    head = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if head and not _answers([*head, "true"]):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*head, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (install, [*head, "apt-get", "update", "-qq"], install):
        done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=False)
        if done.returncode == 0 and command is install:
            return True
    return False


def need_chromium() -> str:
    """The browser, installed when it is missing. Raises Missing."""
    found = find_chromium()
    if not found:
        print("No Chromium on this machine: installing one")
        apt_install("chromium")
        found = find_chromium()
    if not found:
        extra = ["--with-deps"] if os.geteuid() == 0 and shutil.which("apt-get") else []
        command = [sys.executable, "-m", "playwright", "install", *extra, "chromium"]
        subprocess.run(command, check=False)
        found = find_chromium()
    if not found:
        raise Missing("no Chromium: install one, or set CHROMIUM=/path/to/it")
    return found


def need_postgres() -> str:
    """The folder of the database's programs, installed when missing. Raises Missing."""
    try:
        return str(find_postgres())
    except NoPostgres:
        print("No PostgreSQL on this machine: installing Debian's")
        # The cluster Debian would create and start is not wanted; ours is a throw-away.
        apt_install("postgresql-common")
        _no_default_cluster()
        apt_install("postgresql")
    try:
        return str(find_postgres())
    except NoPostgres as problem:
        raise Missing(str(problem)) from None


def need_nginx() -> str:
    """The reverse proxy of the stories about HTTPS, installed when missing. Raises Missing."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    if not shutil.which("nginx", path=path):
        print("No nginx on this machine: installing one")
        apt_install("nginx-light")
    found = shutil.which("nginx", path=path)
    if not found:
        raise Missing("no nginx: install one (Debian: apt-get install nginx-light)")
    return found


def find_office() -> str | None:
    """LibreOffice's path, if it can open sheets."""
    return shutil.which("soffice") or shutil.which(OFFICE_OF_MAC)


def need_office() -> str:
    """The program that opens exports as stations do, installed when missing. Raises Missing.

    88 MB to fetch and 270 MB on the disk; half a minute.
    """
    if not find_office():
        print("No LibreOffice on this machine: installing its sheets, without a screen (88 MB)")
        apt_install("libreoffice-calc-nogui")
    found = find_office()
    if not found:
        raise Missing(NO_OFFICE)
    return found


def want_chinese_font() -> bool:
    """A small Chinese font, installed when missing and possible."""
    if has_chinese_font():
        return True
    print("No Chinese font on this machine: installing a small one for screenshots")
    apt_install("fonts-wqy-microhei", "fontconfig")
    return has_chinese_font()


def _no_default_cluster() -> None:
    config = "/etc/postgresql-common/createcluster.conf"
    if os.geteuid() == 0 and os.path.exists(config):
        with open(config, "a", encoding="utf-8") as file:
            file.write("\ncreate_main_cluster = false\n")


def _runs(name: str) -> str | None:
    path = shutil.which(name)
    # Ubuntu's chromium-browser may be a stub that only says where to get it: ask it.
    return path if path and _answers([path, "--version"]) else None


def _playwrights() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _answers(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def main() -> None:
    """Get everything, and say what is used."""
    try:
        print(f"browser   {need_chromium()}")
        print(f"database  {need_postgres()}")
        print(f"proxy     {need_nginx()}")
        print(f"sheets    {need_office()}")
    except Missing as problem:
        sys.exit(f"The tests cannot run here: {problem}")
    if not want_chinese_font():
        print("font      none for Chinese: screenshots will show boxes")


if __name__ == "__main__":
    main()
