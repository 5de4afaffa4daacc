"""One thread that reads and writes files one after another, while requests go on."""

import queue
import threading
from dataclasses import dataclass
from typing import Literal

import structlog

from app.books.imports.commands import steps
from app.books.imports.commands.folder import folder_of
from app.books.imports.forms.files import BROKEN, Unreadable
from app.books.imports.queries.jobs import unfinished
from app.households.models import ImportJob, ImportState
from app.kit.web import House

Step = Literal["read", "write"]
log = structlog.get_logger()


@dataclass(slots=True)
class Progress:
    """How far a step is; in memory, because the one writer of SQLite is busy with the rows."""

    step: Step
    done: int = 0


class Runner:
    """Takes steps of imports and runs them in the order in which they came."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._waiting: queue.SimpleQueue[tuple[str, Step] | None] = queue.SimpleQueue()
        self._progress: dict[str, Progress] = {}
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread, and go on with what an earlier server was at when it stopped."""
        if self._thread is not None:
            return
        self._resume()
        self._thread = threading.Thread(target=self._run, name="imports", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the step it is at; what waits goes on at the next start."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(timeout=5)
            self._thread = None

    def put(self, job_id: str, step: Step) -> None:
        """Run a step of an import soon."""
        self._progress[job_id] = Progress(step)
        self._waiting.put((job_id, step))

    def progress(self, job_id: str) -> Progress | None:
        """How far an import is; None when nothing runs or waits for it here."""
        return self._progress.get(job_id)

    def _resume(self) -> None:
        with self.house.db.session() as session:
            left = [(one.id, one.state) for one in unfinished(session)]
        for job_id, state in left:
            if not folder_of(self.house.settings, job_id).path.exists():
                continue
            if state == ImportState.WRITING:
                self._give_back(job_id)
            else:
                self.put(job_id, "read")

    def _give_back(self, job_id: str) -> None:
        """A write that was cut off left nothing behind: it may be asked for again."""
        with self.house.db.session(writes=True) as session:
            job = session.get_one(ImportJob, job_id, with_for_update=True)
            if job.state != ImportState.WRITING:
                return  # another process was at it all the time, and is through
            job.state = ImportState.CHECKED
            job.report = {**job.report, "problem": steps.said(steps.INTERRUPTED)}
            session.add(job)
            session.commit()

    def _run(self) -> None:
        while (task := self._waiting.get()) is not None:
            job_id, step = task
            try:
                self._step(job_id, step)
            except Exception:
                log.exception("import failed", job=job_id, step=step)
                if step == "write":
                    self._give_back(job_id)
                else:
                    steps.refuse(self.house, job_id, Unreadable(BROKEN))
            finally:
                self._progress.pop(job_id, None)

    def _step(self, job_id: str, step: Step) -> None:
        progress = self._progress.setdefault(job_id, Progress(step))

        def tell(done: int) -> None:
            progress.done = done

        run = steps.write if step == "write" else steps.read
        run(self.house, job_id, tell)
