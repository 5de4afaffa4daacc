"""The command that gives an installation what comes along with the program: load-catalogue."""

import argparse
from collections.abc import Callable

from app.settings import BadSetting
from app.terminal import open_session, settings_of


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Name the command; `command(name, help, run)` makes its parser."""
    items = command(
        "load-catalogue", "载入随程序带来的事项清单  put in the shipped catalogue", _load_catalogue
    )
    items.add_argument("--city", required=True, help="市的代码或名称  code or name of the city")


def _load_catalogue(given: argparse.Namespace) -> int:
    from app.catalogue.commands.loading import CannotLoad, load_shipped
    from app.catalogue.reference import certificates
    from app.kit.clock import utc_now

    with open_session(settings_of(given), writes=True) as session:
        try:
            area, made = load_shipped(session, utc_now(), given.city)
        except CannotLoad as problem:
            raise BadSetting(f"--city: {problem}") from None
        name = area.name
        session.commit()
    uses = len(made.published)
    print(
        f"✓ {name}：新增 {made.items} 个事项（{uses} 个已发布，{made.items - uses} 个是草稿）、"
        f"{made.chains} 条审核链条；"
        f"原有 {made.known_items} 个事项、{made.known_chains} 条链条没有动\n"
        f"  {made.items} items added ({uses} published, {made.items - uses} drafts), "
        f"{made.chains} review chains; {made.known_items} items and {made.known_chains} chains "
        f"were there already and stay as they are\n"
        f"  不出具的证明 {len(certificates())} 种随程序带来  "
        f"The {len(certificates())} certificates that may not be issued come with the program"
    )
    if uses:
        print(
            "  还要区县列入目录（/catalogue/listing）、社区启用（/catalogue/use）\n"
            "  Then a district lists them (/catalogue/listing) and a community uses them "
            "(/catalogue/use)"
        )
    return 0
