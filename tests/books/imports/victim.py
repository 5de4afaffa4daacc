"""A process that is killed while it imports: `python -m tests.books.imports.victim …`.

It says `there` when it has come as far as it should, and then waits for its end, with its file
half read or its transaction open.
"""

import sys
import time

from app.books.imports.commands import steps
from app.kit.clock import utc_now
from app.kit.db import Database
from app.kit.web import House
from app.settings import Settings


def main(step: str, after: str, job_id: str, data: str, url: str) -> None:
    """Do one step of an import (`read`, `check` or `write`), and stop after so many rows of it."""
    # Reading counts the rows, and then checking counts them once more.
    wanted, turn, last = (2 if step == "check" else 1), 1, 0

    def tell(count: int) -> None:
        nonlocal turn, last
        turn, last = turn + (count < last), count
        if turn == wanted and count >= int(after):
            print("there", flush=True)
            time.sleep(600)

    run = steps.write if step == "write" else steps.read
    run(House(Settings(data=data, database_url=url), Database(url), utc_now), job_id, tell)


if __name__ == "__main__":
    main(*sys.argv[1:])
