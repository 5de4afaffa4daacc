"""One writer for many requests: what waits together is written together (group commit)."""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

MOST_IN_GROUP = 48
MOST_WAITING = 4_000

In = TypeVar("In")
Out = TypeVar("Out")


class Overloaded(Exception):
    """More is waiting than can be written soon."""


@dataclass(slots=True)
class _Job(Generic[In, Out]):
    task: In
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Out]"


class WriterQueue(Generic[In, Out]):
    """Hands tasks to `work` in groups, on one thread, and wakes each asker with its answer."""

    def __init__(self, work: Callable[[Sequence[In]], Sequence[Out]]) -> None:
        self._work = work
        self._jobs: queue.SimpleQueue[_Job[In, Out] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; a second start does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end the thread."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(timeout=30)
            self._thread = None

    async def ask(self, task: In) -> Out:
        """The answer for `task` once its group is durable.

        Raises Overloaded, or what `work` raises.
        """
        if self._jobs.qsize() >= MOST_WAITING:
            raise Overloaded
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Out] = loop.create_future()
        self._jobs.put(_Job(task, loop, future))
        return await future

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            group, ended = [first], False
            while len(group) < MOST_IN_GROUP:
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    ended = True
                    break
                group.append(job)
            self._serve(group)
            if ended:
                return

    def _serve(self, group: list[_Job[In, Out]]) -> None:
        try:
            answers = self._work([job.task for job in group])
        except Exception as error:  # noqa: BLE001 it is handed to each asker
            for job in group:
                _wake(job, None, error)
            return
        for job, given in zip(group, answers, strict=True):
            _wake(job, given, None)


def _wake(job: _Job[In, Out], given: Out | None, error: Exception | None) -> None:
    def deliver() -> None:
        # The asker may have hung up; its records are durable all the same.
        if job.future.done():
            return
        if error is not None:
            job.future.set_exception(error)
        else:
            job.future.set_result(given)  # type: ignore[arg-type]

    try:
        job.loop.call_soon_threadsafe(deliver)
    except RuntimeError:
        return
