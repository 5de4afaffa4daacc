"""`qiaomen`: everything that is done from a terminal. Chinese first, then English."""

import argparse
import errno
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app import shipped, upkeep
from app.settings import BadSetting, Settings
from app.terminal import (
    FAILED,
    INTERRUPTED,
    MISUSED,
    Stop,
    bring_up_to_date,
    open_session,
    settings_of,
    with_folder,
)

if TYPE_CHECKING:
    from app.kit.web import House


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; its exit status (2: a setting or an argument cannot be used)."""
    given = _parser().parse_args(argv)
    os.umask(0o077)  # records of people: nobody else on this machine reads what we write
    try:
        status: int = given.run(given)
    except BadSetting as problem:
        print(f"设置有误  Bad setting: {problem}", file=sys.stderr)
        return MISUSED
    except Stop as problem:
        print(problem, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("\n已停止  Stopped", file=sys.stderr)
        return INTERRUPTED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("qiaomen", description="敲门  Qiaomen")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令 command")

    def command(name: str, help: str, run: object) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=help, description=help)
        one.add_argument("--data", help="数据目录  data folder")
        one.set_defaults(run=run)
        return one

    serving = command("serve", "启动服务  serve this installation", _serve)
    serving.add_argument("--host", help="监听地址  address to listen on")
    serving.add_argument("--port", type=int, help="端口  port")
    command("migrate", "升级数据库结构  bring the database up to date", _migrate)
    demo = command("demo", "建立并启动演示  build the demo and serve it", _demo)
    demo.add_argument("--port", type=int, help="端口  port")
    demo.add_argument("--scale", default="community", choices=["community", "district"])
    invite = command("invite", "邀请工作人员  invite somebody to a post", _invite)
    invite.add_argument("area", help="区划名称或代码  name or code of the area")
    invite.add_argument("name", help="姓名  name")
    invite.add_argument("--post", default="station_head", help="岗位  post (station_head)")
    invite.add_argument("--phone", default="", help="电话  phone")
    taking = command("import", "导入住户、单位或区划  import households, units or areas", _import)
    taking.add_argument("what", choices=["households", "units", "areas"])
    taking.add_argument("file", type=Path, help="表格  .xlsx or .csv")
    taking.add_argument("--community", default="", help="社区名称或代码  name or code")
    taking.add_argument("--by", default="", help="由谁负责  who answers for it (station head)")
    taking.add_argument("--dry-run", action="store_true", help="只检查  only check")
    taking.add_argument(
        "--create",
        action="store_true",
        help="新建缺少的楼栋或上级  make missing buildings or parents",
    )
    taking.add_argument(
        "--leave-out", action="store_true", help="不认识的列不导入  leave unknown columns out"
    )
    taking.add_argument("--marked", type=Path, help="标出问题的副本  marked-up copy (.xlsx)")
    shipped.add(command)
    upkeep.add(command)
    return parser


def _serve(given: argparse.Namespace) -> int:
    from app.serving import serve

    settings = with_folder(settings_of(given))
    _free_port(settings, "qiaomen serve --port ")
    bring_up_to_date(settings)
    print(f"敲门在  Qiaomen listens at {settings.host}:{settings.port} ({settings.origin})")
    serve(settings)
    return 0


def _migrate(given: argparse.Namespace) -> int:
    bring_up_to_date(with_folder(settings_of(given)))
    print("数据库已是最新  The database is up to date")
    return 0


def _demo(given: argparse.Namespace) -> int:
    from app.demo.prepare import NotADemo
    from app.demo.scale import Scale
    from app.demo.start import build, tell_when_ready
    from app.serving import serve

    port = settings_of(given).port
    settings = with_folder(settings_of(given, demo=True, origin=f"http://localhost:{port}"))
    _free_port(settings, "make run PORT=")
    try:
        built = build(settings, Scale(given.scale))
    except NotADemo:
        raise Stop(
            "这里有真实数据，不能当演示打开；请换 DATA=…\n"
            "This database holds something other than a demo; give another DATA=…"
        ) from None
    if built:
        # Begin afresh, so that the server does not carry the memory that building took.
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    serve(settings, on_start=lambda: tell_when_ready(settings))
    return 0


def _free_port(settings: Settings, advice: str) -> None:
    """Raises Stop when the port is taken, before anything else takes time."""
    # "localhost" may mean ::1 first: another server there would be sent our links.
    for host in ("127.0.0.1", "::1") if settings.demo else (settings.host,):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, settings.port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise Stop(
                    f"端口 {settings.port} 已被占用，请换一个，例如  "
                    f"Port {settings.port} is taken; use another, for example:\n"
                    f"  {advice}{settings.port + 1}"
                ) from None
            if host != "::1":  # a machine without IPv6 is fine
                raise BadSetting(f"host, port: {host}:{settings.port}: {problem}") from None


def _invite(given: argparse.Namespace) -> int:
    from app.auth.commands import CannotInvite, invite_to_area, terminal_qr
    from app.kit.clock import utc_now
    from app.org.models import Post

    settings = settings_of(given)
    if given.post not in list(Post):
        raise Stop(f"岗位应为其一  --post must be one of: {', '.join(Post)}")
    with open_session(settings, writes=True) as session:
        try:
            token = invite_to_area(
                session, utc_now(), given.area, given.name, Post(given.post), given.phone
            )
        except CannotInvite as problem:
            raise Stop(f"不能邀请  Cannot invite: {problem}") from None
        session.commit()
    address = f"{settings.origin.rstrip('/')}/invitations/{token}"
    print(f"请用手机打开，一天内有效  Open it on the phone, within a day:\n{address}")
    print(terminal_qr(address))
    return 0


def _import(given: argparse.Namespace) -> int:
    from app.books.imports.forms.files import Unreadable

    if not given.file.is_file():
        raise Stop(f"没有这个文件  no such file: {given.file}")
    if given.marked and given.what == "areas":
        raise Stop("区划没有标出问题的副本  --marked is not for areas")
    if given.marked and not given.marked.resolve().parent.is_dir():
        raise Stop(f"没有这个文件夹  no such folder: {given.marked.resolve().parent}")
    with _house(settings_of(given)) as house:
        try:
            if given.what == "areas":
                return _import_areas(given, house)
            return _import_rows(given, house)
        except Unreadable as problem:
            raise Stop(f"{problem.message.text('zh-Hans')}\n{problem.message.text('en')}") from None


def _import_areas(given: argparse.Namespace, house: "House") -> int:
    from app.books.imports.jobs import import_areas
    from app.books.imports.rules.fields import LABELS

    tree, planted = import_areas(
        house, given.file, dry_run=given.dry_run, create_parents=given.create
    )
    for row in tree.wrong:
        for one in row.faults:
            said = f"{one.message.text('zh-Hans')}  {one.message.text('en')}"
            print(f"✗ {row.number}: {LABELS[one.field].text('zh-Hans')}: {said}")
    for code, names in tree.missing.items():
        some = "、".join(names[:3]) + ("…" if len(names) > 3 else "")
        print(
            f"! 缺上级  parent not there: {code} ({some})"
            f"{'' if given.create else '；用 --create 新建  make it with --create'}"
        )
    if planted is None:
        print(
            f"{len(tree.divisions)} 行可导入，{len(tree.wrong)} 行有问题，未写入  "
            f"{len(tree.divisions)} rows are right, {len(tree.wrong)} wrong, nothing written"
        )
        return FAILED if tree.wrong else 0
    print(
        f"✓ 新 new {planted.new}, 改 changed {planted.renamed}, 不变 same {planted.same}, "
        f"社区 communities {planted.communities}"
    )
    return 0


def _import_rows(given: argparse.Namespace, house: "House") -> int:
    from app.books.imports.jobs import CannotImport, import_file
    from app.books.imports.rules.fields import What

    def tell(count: int) -> None:
        print(f"\r{count}", end="", file=sys.stderr, flush=True)

    if not given.community:
        raise Stop("请写 --community  give --community")
    try:
        outcome = import_file(
            house, What(given.what), given.file, given.community, given.by,
            dry_run=given.dry_run, create=given.create, leave_out=given.leave_out,
            marked=given.marked, tell=tell if sys.stderr.isatty() else lambda count: None,
        )  # fmt: skip
    except CannotImport as problem:
        raise Stop(f"不能导入  Cannot import:\n{problem}") from None
    for line in outcome.faults:
        print(f"✗ {line}")
    found = outcome.found
    print(
        f"新 new {found['new']}, 改 changed {found['changed']}, 不变 same {found['same']}, "
        f"有问题 wrong {found['wrong']}, 缺楼栋 without a building {found['waiting']}"
    )
    if outcome.written is None:
        print("没有写入  Nothing was written")
        return FAILED if found["wrong"] or found["waiting"] else 0
    print("✓ 已写入  Written")
    return 0


@contextmanager
def _house(settings: Settings) -> "Iterator[House]":
    """What commands that work in steps of their own need. Raises Stop."""
    from app.doctor import behind
    from app.kit.clock import utc_now
    from app.kit.db import Database
    from app.kit.web import House

    problem = behind(settings.url)
    if problem:
        raise Stop(f"数据库不可用  The database cannot be used: {problem}")
    database = Database(settings.url, pool_size=4)
    try:
        yield House(settings, database, utc_now)
    finally:
        database.close()
