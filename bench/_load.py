"""A load generator that costs little beside what it loads: prepared bytes over kept connections.

Runs as a process of its own (`python -m bench._load PLAN`), because it shares two cores with the
server and the database: whatever it spends, they do not have.
"""

import asyncio
import json
import statistics
import sys
import time
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one load showed. Times in milliseconds."""

    requests: int
    failed: int
    seconds: float
    p50_ms: float
    p99_ms: float


class _Connection(asyncio.Protocol):
    """Sends one prepared request after another, as soon as the answer is whole."""

    def __init__(self, work: "deque[bytes]", done: "asyncio.Future[None]") -> None:
        self.work, self.done = work, done
        self.times: list[float] = []
        self.failed = 0
        self._answer = bytearray()
        self._whole = -1
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._next()

    def _next(self) -> None:
        if not self.work:
            if not self.done.done():
                self.done.set_result(None)
            return
        self._answer.clear()
        self._whole = -1
        self._sent = time.perf_counter()
        self.transport.write(self.work.popleft())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if self._whole < 0:
            end = self._answer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._answer[:end]).lower()
            at = head.find(b"content-length:")
            self._whole = end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(self._answer) >= self._whole:
            self.times.append((time.perf_counter() - self._sent) * 1000)
            # An accepted record names its receipt, an accepted form its page; anything else is a
            # failure of this run.
            good = self._answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 303"))
            if not good or b"refused" in self._answer:
                self.failed += 1
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.failed += 1
            self.done.set_result(None)


async def load(port: int, connections: int, requests: list[bytes]) -> Outcome:
    """Send every request once over `connections` kept connections."""
    loop = asyncio.get_running_loop()
    work = deque(requests)
    futures = [loop.create_future() for _ in range(connections)]
    started = time.perf_counter()
    made = [
        await loop.create_connection(lambda f=f: _Connection(work, f), "127.0.0.1", port)
        for f in futures
    ]
    await asyncio.gather(*futures)
    seconds = time.perf_counter() - started
    for transport, _ in made:
        transport.abort()
    times = sorted(ms for _, one in made for ms in one.times)
    failed = sum(one.failed for _, one in made)
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    return Outcome(len(times), failed, seconds, statistics.median(times), p99)


def main() -> None:
    """Read a plan, send it, print the outcome as JSON."""
    plan = json.loads(Path(sys.argv[1]).read_text())
    requests = [one.encode() for one in plan["requests"]]
    outcome = asyncio.run(load(plan["port"], plan["connections"], requests))
    print(json.dumps(asdict(outcome)))


if __name__ == "__main__":
    main()
