"""Settings, folders, keys, disk and backups of this machine."""

import os
import shutil
import time
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.attendance.pusher import load_key
from app.backup.manifest import newest_in
from app.doctor.database import MIGRATE
from app.doctor.finding import Finding, bad, good, look
from app.kit.clock import from_iso, utc_now
from app.kit.secrets import load_secret
from app.settings import BadSetting, Settings
from app.sync.keys import Keys

OTHERS = 0o077
LOOPBACK = ("127.0.0.1", "::1", "localhost")
KEY_DAYS = 730
BACKUP_AGE = timedelta(hours=26)  # a nightly one that takes its time
LITTLE_BYTES, NONE_BYTES = 5 * 1024**3, 512 * 1024**2
ZONE = "Asia/Shanghai"


def origin(settings: Settings) -> Finding:
    """Whether the site's address is one that passkeys can belong to."""
    what = f"网址  origin ({settings.origin})"
    name = settings.rp_id
    if name in LOOPBACK:
        return look(
            what,
            "这个网址只有本机能打开。正式使用请设 QIAOMEN_ORIGIN=https://域名",
            "Only this machine can open it. For real use set QIAOMEN_ORIGIN=https://a.host.name",
        )
    if _is_address(name):
        return bad(
            what,
            "通行密钥不能登记在 IP 地址上，请用域名",
            "Passkeys cannot belong to an IP address; use a host name",
        )
    kept = newest_in(settings.backups)
    if kept is not None and kept.origin != settings.origin:
        return bad(
            what,
            f"最近的备份是 {kept.origin} 的。换了域名，登记过的指纹和手机都不能再用",
            f"The newest backup is of {kept.origin}. Under another name no passkey "
            "and no phone that was registered works any more",
        )
    return good(what, f"通行密钥属于 {name}，以后不能改", f"Passkeys belong to {name}, for good")


def listening(settings: Settings) -> Finding:
    """Whether the program can be reached by its proxy only, and believes it."""
    what = f"监听  listens at {settings.host}:{settings.port}"
    if settings.demo:
        return look(
            what,
            "现在是演示模式，有免密码的登录链接",
            "This is demo mode: there are links that sign in without a key",
        )
    if settings.origin.startswith("http:"):
        return good(what)
    if not settings.trusted_proxies:
        return bad(
            what,
            "没有设 QIAOMEN_TRUSTED_PROXIES，所有人在限次里会算成同一个人。"
            "代理在本机时设为 127.0.0.1",
            "QIAOMEN_TRUSTED_PROXIES is not set: everybody would share one allowance of tries. "
            "With the proxy on this machine set it to 127.0.0.1",
        )
    if settings.host not in LOOPBACK and set(settings.trusted_proxies) <= set(LOOPBACK):
        return look(
            what,
            "代理在本机，却监听所有网卡。请设 QIAOMEN_HOST=127.0.0.1",
            "The proxy is on this machine: QIAOMEN_HOST=127.0.0.1 is enough",
        )
    return good(what)


def folder(settings: Settings) -> Finding:
    """Whether the data folder is there, ours, and closed to others."""
    path = Path(settings.data)
    what = f"数据目录  data folder ({path})"
    if not path.is_dir():
        return bad(what, "没有这个目录，请运行 qiaomen migrate", f"It is not there; {MIGRATE}")
    if not os.access(path, os.W_OK | os.X_OK):
        return bad(
            what,
            "当前用户不能写。请用运行服务的那个用户来查",
            "This user cannot write it. Ask as the user who runs the service",
        )
    for one in (path, path / "files", path / "keys"):
        if one.exists() and one.stat().st_mode & OTHERS:
            return bad(what, f"别人能看：chmod 700 {one}", f"Others may look in: chmod 700 {one}")
    strangers = [one for one in path.rglob("*") if one.stat().st_uid != path.stat().st_uid]
    if strangers:
        return bad(
            what,
            f"{strangers[0]} 属于另一个用户。请 chown -R 成目录的主人",
            f"{strangers[0]} belongs to another user: chown -R it to the owner of the folder",
        )
    return good(what)


def keys(settings: Settings) -> Finding:
    """Whether the keys can be read by us alone, and how old those are that sign receipts."""
    what = "回执密钥  receipt keys"
    place = Path(settings.data) / "keys"
    if not place.exists():
        return good(what, "第一次启动时生成", "made at the first start")
    try:
        Keys.load(settings)
        load_key(settings)
        load_secret(settings.data, "day.key")
    except (BadSetting, OSError) as problem:
        return bad(what, f"用不了：{problem}", f"They cannot be used: {problem}")
    oldest = min(one.stat().st_mtime for one in place.glob("receipt-*.pem"))
    days = int((time.time() - oldest) / 86_400)
    if days > KEY_DAYS:
        return look(
            what,
            f"最老的用了 {days} 天。换法见 docs/sync.md",
            f"The oldest is {days} days old. docs/sync.md says how to change it",
        )
    return good(what, f"最老的 {days} 天", f"the oldest is {days} days old")


def disk(settings: Settings) -> Finding:
    """Whether there is room for what will come."""
    what = "磁盘  disk"
    free = shutil.disk_usage(settings.data).free
    size = f"{free / 1024**3:.1f} GB"
    if free < NONE_BYTES:
        return bad(
            what, f"只剩 {size}，记录很快收不进来", f"{size} left: records will not fit soon"
        )
    if free < LITTLE_BYTES:
        return look(what, f"只剩 {size}", f"{size} left")
    return good(what, f"还有 {size}", f"{size} free")


def time_zones() -> Finding:
    """Whether the machine knows the time zones that communities name."""
    what = "时区数据  time zones"
    try:
        ZoneInfo(ZONE)
    except ZoneInfoNotFoundError:
        return bad(what, "没有时区数据：apt-get install tzdata", "Missing: apt-get install tzdata")
    return good(what)


def backups(settings: Settings) -> Finding:
    """Whether a backup was made within a day or so."""
    what = f"备份  backups ({settings.backups or '-'})"
    if not settings.backups:
        return look(
            what,
            "没有设 QIAOMEN_BACKUPS，查不了备份",
            "QIAOMEN_BACKUPS is not set, so nothing can be said of backups",
        )
    newest = newest_in(settings.backups)
    if newest is None:
        return bad(what, "一份都没有：qiaomen backup", "There is none: qiaomen backup")
    age = utc_now() - from_iso(newest.made_at)
    hours = int(age.total_seconds() // 3600)
    if age > BACKUP_AGE:
        return bad(
            what,
            f"最近一份是 {hours} 小时前的。请看定时任务：systemctl status qiaomen-backup.timer",
            f"The newest is {hours} hours old. See systemctl status qiaomen-backup.timer",
        )
    return _beside_the_data(what, settings) or good(
        what, f"最近一份 {hours} 小时前", f"the newest is {hours} hours old"
    )


def _beside_the_data(what: str, settings: Settings) -> Finding | None:
    data = Path(settings.data)
    if not data.exists() or Path(settings.backups).stat().st_dev != data.stat().st_dev:
        return None
    return look(
        what,
        "备份和数据在同一块磁盘上，磁盘坏了一起丢。请再抄到别处",
        "They are on the same disk as the data and would die with it. Copy them elsewhere too",
    )


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
