"""What an operator types, and what the terminal answers."""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from app.cli import main
from app.demo.prepare import prepare
from app.demo.progress import Progress
from app.demo.scale import Scale
from tests.demo.test_build import NOW

CAST = (
    "王敏", "李强", "张丽", "陈建国", "刘洋", "赵倩", "孙伟", "周静",
    "何静", "郭涛", "林芳", "马骏",
)  # fmt: skip
SECONDS = 120


@pytest.fixture(autouse=True)
def own_umask() -> Iterator[None]:
    """The command line narrows it for its process; tests share theirs."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("QIAOMEN_")]:
        if not name.startswith("QIAOMEN_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_bad_setting_stops_with_2_and_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QIAOMEN_POOL_SIZE", "many")
    assert main(["serve"]) == 2
    assert "pool_size" in capsys.readouterr().err


def test_a_demo_that_others_could_reach_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QIAOMEN_HOST", "0.0.0.0")
    assert main(["demo", "--data", str(tmp_path)]) == 2
    assert "demo" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port_is_said_plainly_with_what_to_do(
    command: str, taken_port: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert main([command, "--data", str(data), "--port", str(taken_port)]) == 1
    said = capsys.readouterr().err
    assert f"端口 {taken_port} 已被占用" in said
    assert str(taken_port + 1) in said
    assert not (data / "qiaomen.db").exists()


def test_the_data_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    data = tmp_path / "deep" / "data"
    assert main(["migrate", "--data", str(data)]) == 0
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "qiaomen.db").stat().st_mode) == 0o600


def test_real_data_is_never_opened_as_a_demo(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _add_an_area(sqlite_url)
    data = str(Path(sqlite_url.removeprefix("sqlite:///")).parent)
    assert main(["demo", "--data", data, "--port", str(_free_port())]) == 1
    assert "DATA=" in capsys.readouterr().err


def _add_an_area(url: str) -> None:
    from app.kit.db import Database
    from app.org.models import Area, AreaLevel

    database = Database(url)
    with database.session(writes=True) as session:
        session.add(Area(id="b" * 36, code="110101001001", name="别处", level=AreaLevel.COMMUNITY))
        session.commit()
    database.close()


def test_the_doctor_finds_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert main(["doctor", "--data", str(data)]) == 1
    assert "qiaomen migrate" in capsys.readouterr().out
    main(["migrate", "--data", str(data)])
    assert main(["doctor", "--data", str(data)]) == 0
    data.chmod(0o755)
    assert main(["doctor", "--data", str(data)]) == 1
    assert "chmod 700" in capsys.readouterr().out


def test_a_command_on_no_database_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify-log", "--data", str(tmp_path / "none")]) == 1
    assert "qiaomen migrate" in capsys.readouterr().err


@pytest.fixture(scope="module")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("demo")
    prepare(f"sqlite:///{data}/qiaomen.db", Scale.COMMUNITY, NOW, Progress(StringIO()))
    return data


def test_the_log_of_the_demo_is_sound(demo_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-log", "--data", str(demo_data)]) == 0
    assert "69 chains" in capsys.readouterr().out


def test_an_invitation_is_a_link_and_a_code(
    demo_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["invite", "银河社区居委会", "钱进", "--post", "clerk", "--data", str(demo_data)]
    assert main(command) == 0
    assert "http://localhost:8000/invitations/" in capsys.readouterr().out
    assert main([*command[:3], "--post", "king", "--data", str(demo_data)]) == 1
    assert main(["invite", "无此社区", "钱进", "--data", str(demo_data)]) == 1
    assert main(["verify-log", "--data", str(demo_data)]) == 0


def test_tidying_erases_old_positions_and_keeps_the_log_sound(
    demo_data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    import app.kit.clock

    monkeypatch.setattr(app.kit.clock, "utc_now", lambda: NOW + timedelta(days=400))
    with contextlib.closing(sqlite3.connect(demo_data / "qiaomen.db")) as forgetful:
        forgetful.execute("DELETE FROM sqlite_stat1")
        forgetful.commit()
    assert main(["tidy", "--data", str(demo_data)]) == 0
    erased = capsys.readouterr().out
    assert "of 0 records" not in erased
    with contextlib.closing(sqlite3.connect(demo_data / "qiaomen.db")) as database:
        known = {one for (one,) in database.execute("SELECT DISTINCT tbl FROM sqlite_stat1")}
    assert {"visit", "matter", "service_item"} <= known, "it chooses its indexes by these"
    assert main(["tidy", "--data", str(demo_data)]) == 0
    assert "positions of 0 records" in capsys.readouterr().out
    assert main(["verify-log", "--data", str(demo_data)]) == 0


def test_the_demo_starts_says_where_to_look_and_ends_quietly(tmp_path: Path) -> None:
    port, log = _free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "app", "demo", "--data", str(tmp_path / "data")]
    with log.open("wb") as out:
        running = subprocess.Popen([*command, "--port", str(port)], stdout=out, stderr=out)
    try:
        said = _wait_for(log, "Ctrl-C", running)
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=10) as answer:
            assert json.load(answer)["ok"] is True
    finally:
        running.send_signal(signal.SIGINT)
    assert running.wait(SECONDS) == 0
    assert f"http://localhost:{port}\n" in said
    for name in CAST:
        assert any(name in line and f":{port}/demo/" in line for line in said.splitlines())
    assert "Traceback" not in log.read_text("utf8")


def _wait_for(log: Path, text: str, running: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and running.poll() is None:
        if text in (said := log.read_text("utf8")):
            return said
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf8"))
