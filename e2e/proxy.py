"""The network between a phone and the server, with every way it fails in a stairwell.

A TCP proxy that understands just enough HTTP/1.1 to act on one request at a time: each request
goes over a server connection of its own, so a mode takes hold at the next request and not only
at the next connection.
"""

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from e2e.ports import free_port
from e2e.wire import Head, Mode, Seen, copy, read_body, read_head

PORTAL = b"<!doctype html><html><title>WiFi</title><h1>Welcome! Please log in.</h1></html>"
T = TypeVar("T")


@dataclass(slots=True)
class Exemption:
    """A mode for the next `times` requests that fit."""

    mode: Mode
    path: str
    method: str
    times: int

    def fits(self, method: str, path: str) -> bool:
        return self.times > 0 and path.startswith(self.path) and self.method in ("", method)


class Proxy:
    """Listens on `port` of localhost, in a thread of its own, in front of `server_port`."""

    def __init__(self, server_port: int = 0, port: int = 0) -> None:
        self.server_port = server_port
        self.port = port or free_port()
        self.kbit_s = 400.0
        self.latency_ms = 400.0
        self.cut_after = 200
        self.requests: list[Seen] = []
        self._mode: Mode = "pass"
        self._exemptions: list[Exemption] = []
        self._open: set[asyncio.StreamWriter] = set()
        self._listener: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._wait(self._listen())

    @property
    def origin(self) -> str:
        """What the browser opens."""
        return f"http://localhost:{self.port}"

    @property
    def mode(self) -> Mode:
        """What happens to every request from now on."""
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        if (mode == "refuse") != (self._mode == "refuse"):
            self._wait(self._deaf() if mode == "refuse" else self._listen())
        self._mode = mode

    def next(self, mode: Mode, path: str = "/", method: str = "", times: int = 1) -> None:
        """Treat only the next `times` requests below `path` in `mode` (not `refuse`)."""
        self._exemptions.append(Exemption(mode, path, method, times))

    def forget(self) -> None:
        """What `next` asked for is over."""
        self._exemptions.clear()

    def count(self, path: str = "/", method: str = "") -> int:
        """How many requests below `path` came by."""
        return sum(one.path.startswith(path) and method in ("", one.method) for one in self.seen)

    @property
    def seen(self) -> list[Seen]:
        """The requests so far, in the order in which they came."""
        return list(self.requests)

    def bytes_down(self, path: str = "/") -> int:
        """Bytes sent to the phone for requests below `path`, heads included."""
        return sum(one.down_bytes for one in self.seen if one.path.startswith(path))

    def close(self) -> None:
        """Stop, and break every open connection."""
        self._wait(self._deaf())
        self._wait(self._cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    # ---- inside the thread -------------------------------------------------

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _deaf(self) -> None:
        if self._listener:
            self._listener.close()
            self._listener = None
        for writer in list(self._open):
            _reset(writer)

    async def _cancel_all(self) -> None:
        tasks = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            head = await read_head(reader)
            if head:
                mode = self._mode_of(head)
                seen = Seen(head.method, head.path, mode, time.monotonic())
                self.requests.append(seen)
                await self._treat(mode, head, seen, reader, writer)
        except (OSError, EOFError, asyncio.IncompleteReadError):
            _reset(writer)
        except asyncio.CancelledError:
            _reset(writer)
        finally:
            self._open.discard(writer)
            writer.close()

    def _mode_of(self, head: Head) -> Mode:
        for one in self._exemptions:
            if one.fits(head.method, head.path):
                one.times -= 1
                return one.mode
        return self._mode

    async def _treat(
        self,
        mode: Mode,
        head: Head,
        seen: Seen,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        if mode == "hang":
            await reader.read()  # until the phone gives up
        elif mode == "refuse":
            _reset(writer)
        elif mode in ("bad_gateway", "captive", "captive_redirect"):
            seen.up_bytes = len(await read_body(head, reader))
            await self._invent(mode, seen, writer)
        elif mode == "cut_request":
            await self._half_up(head, seen, reader)
            _reset(writer)
        elif mode in ("drop_response", "double", "cut"):
            answer = await self._whole(head, seen, reader, copies=2 if mode == "double" else 1)
            if mode == "double" and answer:
                await self._send(answer, seen, writer)
                return
            if mode == "cut" and answer:
                writer.write(answer[: self.cut_after])
                seen.down_bytes = min(len(answer), self.cut_after)
                await writer.drain()
                await asyncio.sleep(0.05)  # let it arrive before the connection breaks
            _reset(writer)
        else:
            await self._through(mode, head, seen, reader, writer)

    async def _through(
        self,
        mode: Mode,
        head: Head,
        seen: Seen,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        body = await read_body(head, reader)
        seen.up_bytes = len(body)
        bytes_s = self.kbit_s * 125 if mode == "slow" else 0
        if bytes_s:
            await asyncio.sleep(self.latency_ms / 1000 + len(body) / bytes_s)
        try:
            server_reader, server = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:
            await self._invent("bad_gateway", seen, writer)  # as nginx does before a dead server
            return
        try:
            server.write(head.raw + body)
            await copy(server_reader, writer, bytes_s, seen)
        finally:
            server.close()

    async def _whole(
        self, head: Head, seen: Seen, reader: asyncio.StreamReader, copies: int
    ) -> bytes:
        body = await read_body(head, reader)
        seen.up_bytes = len(body)
        answers = await asyncio.gather(*(self._ask(head.raw + body) for _ in range(copies)))
        return answers[0]

    async def _ask(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        try:
            writer.write(request)
            return await reader.read()
        finally:
            writer.close()

    async def _half_up(self, head: Head, seen: Seen, reader: asyncio.StreamReader) -> None:
        body = await read_body(head, reader)
        seen.up_bytes = len(body) // 2
        _, writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        writer.write(head.raw + body[: seen.up_bytes])
        await writer.drain()
        await asyncio.sleep(0.1)  # let the half arrive before the connection breaks
        _reset(writer)

    async def _invent(self, mode: Mode, seen: Seen, writer: asyncio.StreamWriter) -> None:
        line, extra = {
            "bad_gateway": ("502 Bad Gateway", ""),
            "captive": ("200 OK", ""),
            "captive_redirect": ("302 Found", f"Location: {self.origin}/wifi-login\r\n"),
        }[mode]
        head = (
            f"HTTP/1.1 {line}\r\nContent-Type: text/html\r\n{extra}"
            f"Content-Length: {len(PORTAL)}\r\nConnection: close\r\n\r\n"
        )
        await self._send(head.encode() + PORTAL, seen, writer)

    async def _send(self, answer: bytes, seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        seen.status, seen.down_bytes = int(answer[9:12]), len(answer)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection as a lost network does, not politely."""
    plain = writer.get_extra_info("socket")
    if plain is not None and plain.fileno() >= 0:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
