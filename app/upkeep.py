"""The commands that keep an installation in order: doctor, backup, restore,
verify-log, verify-draw, tidy, retention, calendar."""

import argparse
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.settings import BadSetting, Settings
from app.terminal import (
    FAILED,
    Stop,
    open_database,
    open_session,
    settings_of,
    with_folder,
)

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.sync.checkpoints import Kept

KEEP = 14


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Name the commands; `command(name, help, run)` makes the parser of one."""
    backup = command("backup", "备份  copy the whole installation while it runs", _backup)
    backup.add_argument("folder", nargs="?", help="放在哪里  where to (setting: backups)")
    backup.add_argument("--keep", type=int, default=KEEP, help="留几份  how many to keep (14)")
    restore = command("restore", "从备份恢复  make the installation from a backup", _restore)
    restore.add_argument("folder", help="那一份备份  the backup's own folder")
    restore.add_argument(
        "--erased", type=Path, help="已删除名单  list of the erased (erased.jsonl)"
    )
    log = command("verify-log", "核对记录链  verify the record of every change", _verify_log)
    log.add_argument("--community", default="", help="社区名称或代码  name or code (all)")
    log.add_argument(
        "--checkpoints",
        type=Path,
        help="另存的检查点  copies of checkpoints kept elsewhere: a folder or a file",
    )
    draw = command("verify-draw", "核对抽签  draw a day again and compare", _verify_draw)
    draw.add_argument("day", help="哪一天  which day (2026-01-31)")
    draw.add_argument("--community", default="", help="社区名称或代码  name or code (all)")
    command("tidy", "清除到期的位置  erase positions past their time (daily)", _tidy)
    ending = command("retention", "到期删除  erase what was kept for its time (daily)", _retention)
    ending.add_argument("--as-of", default="", help="按哪一天算  as on this day (2026-01-31)")
    ending.add_argument("--dry-run", action="store_true", help="只数，不删  only count")
    year = command("calendar", "加入一年的放假安排  add a year of national holidays", _calendar)
    year.add_argument("file", type=Path, help="holiday-cn 的一年  a year of holiday-cn (.json)")
    doctor = command("doctor", "检查安装  check this installation", _doctor)
    doctor.add_argument("--url", default="", help="网站地址  ask the running site too")
    doctor.add_argument("--connect", default="", help="实际连接  host:port to ask for it")


def _doctor(given: argparse.Namespace) -> int:
    from app.doctor import examine, sound

    settings = settings_of(given)
    if given.url and not re.match(r"https?://[^/]", given.url):
        raise BadSetting("--url: https://…")
    if given.connect and not re.fullmatch(r".+:\d+", given.connect):
        raise BadSetting("--connect: host:port")
    faults = 0
    for finding in examine(settings, given.url, given.connect):
        print(finding.lines())
        faults += not sound(finding)
    return FAILED if faults else 0


def _backup(given: argparse.Namespace) -> int:
    from app.backup.database import Failed
    from app.backup.take import take
    from app.kit.clock import utc_now

    settings = settings_of(given)
    into = given.folder or settings.backups
    if not into or given.keep < 1:
        raise BadSetting("backups: qiaomen backup FOLDER [--keep 14]")
    try:
        taken = take(settings, Path(into), utc_now(), given.keep)
    except (Failed, OSError) as problem:
        raise Stop(f"没有备份成  No backup was made: {problem}") from None
    size = taken.manifest.bytes() / 1024**2
    print(f"✓ {taken.folder}: {len(taken.manifest.parts)} 个文件  files, {size:.1f} MB")
    if taken.removed:
        print(f"  删去旧的  removed old ones: {taken.removed}")
    if taken.shrunk:
        raise Stop(
            "! 记录比上一份少，旧的都留着。数据目录对吗？\n"
            "! It holds fewer records than the one before, so no old one was removed. "
            "Is this the right data folder?"
        )
    return 0


def _restore(given: argparse.Namespace) -> int:
    from app.backup.database import Failed
    from app.backup.restore import CannotRestore, restore
    from app.kit.clock import utc_now

    settings = with_folder(settings_of(given))
    try:
        manifest, again = restore(settings, Path(given.folder), utc_now(), given.erased)
    except (CannotRestore, Failed, OSError) as problem:
        raise Stop(f"没有恢复  Nothing was restored: {problem}") from None
    print(
        f"✓ 已恢复到  restored to {manifest.made_at}\n"
        "  手机下次联系时会把之后的记录再送一遍。\n"
        "  Phones send what came later once more, at their next contact."
    )
    if again:
        print(f"  再次删除 {again} 户  Erased {again} households again")
    return 0


def _verify_log(given: argparse.Namespace) -> int:
    from app.held import row_verifiers
    from app.sync.verify import Fault, Sound, verify

    settings = settings_of(given)
    found: list[Fault | Sound] = []
    with open_session(settings) as session:
        rows = list(row_verifiers(settings).values())
        kept = list(_checkpoints(settings, given.checkpoints))
        for one in _chains(session, given.community):
            found += verify(session, one, kept, rows)
    faults = {one for one in found if isinstance(one, Fault)}
    for fault in sorted(faults, key=lambda one: (one.community, one.seq)):
        print(f"✗ {fault.community} #{fault.seq}: {fault.why}")
    if faults:
        print(f"{len(faults)} 处不符  {len(faults)} faults")
        return FAILED
    sound = [one for one in found if isinstance(one, Sound)]
    events, after = sum(one.events for one in sound), sum(one.events - one.proved for one in sound)
    print(
        f"✓ {len(sound)} 条链、{events} 条记录完好  {len(sound)} chains, {events} events, all sound"
    )
    print(
        f"  最后的检查点之后有 {after} 条：被删掉的话看不出来\n"
        f"  {after} of them stand after the last checkpoint: if such an end were cut off, "
        "nobody could tell"
    )
    return 0


def _chains(session: "Session", named: str) -> list[str | None]:
    """The chains that are asked for; None: all of them. Raises Stop."""
    from app.org.queries import communities_named

    if not named:
        return [None]
    asked = communities_named(session, named)
    if not asked:
        raise Stop(f"没有这个社区  no community: {named}")
    return [one.id for one in asked]


def _checkpoints(settings: Settings, copies: Path | None) -> "Iterator[Kept]":
    """Those of this installation, and the copies. Raises BadSetting: they cannot be read."""
    from app.kit.notes import BadNote, NoteKey
    from app.sync.checkpoints import KEY, Shelf, kept_in

    shelf, key = Shelf(settings.data), NoteKey.find(settings.data, KEY)
    places = [one for one in (shelf.folder, copies) if one is not None]
    try:
        for place in places:
            if place is copies or place.exists():
                yield from kept_in(place, key)
    except (OSError, BadNote, UnicodeError) as problem:
        raise BadSetting(f"checkpoints: {problem}") from None


def _verify_draw(given: argparse.Namespace) -> int:
    from app.org.queries import communities_named
    from app.spotchecks.verifying import verify_day

    day = _day(given.day, "day")
    if day is None:
        raise BadSetting("day: 2026-01-31")
    wrong = done = 0
    with open_session(settings_of(given)) as session:
        asked = communities_named(session, given.community)
        if not asked:
            raise Stop(f"没有这个社区  no community: {given.community}")
        for community in asked:
            found = verify_day(session, community.id, day)
            done += found is not None
            wrong += bool(found)
            for line in found or []:
                print(f"✗ {community.name} {day}: {line}")
    if wrong:
        return FAILED
    if not done:
        raise Stop(f"{day} 没有公布的抽签  no draw of {day} is published")
    print(f"✓ {day}：{done} 个社区的抽签一致  the draws of {done} communities hold")
    return 0


def _calendar(given: argparse.Namespace) -> int:
    from app.attendance.commands.calendar import add_year
    from app.kit.clock import utc_now

    try:
        text = given.file.read_text(encoding="utf-8-sig")
        with open_session(settings_of(given), writes=True) as session:
            year, count = add_year(session, text, utc_now())
            session.commit()
    except (OSError, ValueError) as problem:
        raise Stop(f"不能加入  Cannot be added: {given.file}: {problem}") from None
    print(f"✓ {year}: {count} 天  days")
    return 0


def _tidy(given: argparse.Namespace) -> int:
    from app.attendance.commands.news import tidy_news
    from app.attendance.commands.push import tidy_reminders
    from app.books.imports.jobs import tidy_files
    from app.kit.clock import utc_now
    from app.sync.commands import erase_texts
    from app.visits.jobs import tidy

    settings = settings_of(given)
    with open_session(settings, writes=True) as session:
        touched = tidy(session, utc_now(), [erase_texts])
        files = tidy_files(session, settings, utc_now())
        news = tidy_news(session, utc_now())
        phones = tidy_reminders(session, utc_now())
    with open_database(settings) as database:
        database.analyse()
    print(f"已清除 {files} 个没有写入的导入文件  Deleted {files} files that were never imported")
    print(f"已清除 {news} 条 90 天前的消息  Erased {news} news of more than 90 days ago")
    print(f"已清除 {phones} 部手机的提醒地址  Erased {phones} addresses of reminders")
    print(f"已清除 {touched} 条记录的位置  Erased the positions of {touched} records")
    return 0


def _retention(given: argparse.Namespace) -> int:
    from app.kit.clock import utc_now
    from app.rights.commands.retention import run
    from app.rights.pages.retention import RULES

    day = _day(given.as_of)
    now = utc_now()
    if day is not None and not given.dry_run and day > now.date():
        raise BadSetting("--as-of: 不能晚于今天  cannot be after today, but with --dry-run")
    settings = settings_of(given)
    with open_database(settings) as database:
        reports = run(settings, database, now, day, given.dry_run)
    for report in reports:
        print(f"{report.community}  {report.day}")
        for rule, count in report.counts.items():
            label = RULES[rule]
            print(f"  {count:>6}  {label.text('zh-Hans')}  {label.text('en')}")
    total = sum(one.total for one in reports)
    if given.dry_run:
        print(f"会删除 {total} 项，现在没有删  {total} would be erased, nothing was")
    else:
        print(f"✓ 已删除 {total} 项  Erased {total}")
    return 0


def _day(text: str, name: str = "--as-of") -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadSetting(f"{name}: {text!r}: 2026-01-31") from None
