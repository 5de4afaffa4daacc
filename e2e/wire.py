"""HTTP/1.1 as the proxy needs it: one head, one body, then whatever comes."""

import asyncio
from dataclasses import dataclass
from typing import Literal

CHUNK_BYTES = 16 * 1024


Mode = Literal[
    "pass",  # as it should be
    "slow",  # `kbit_s` and `latency_ms`
    "hang",  # the request is taken, and nothing ever comes back
    "refuse",  # nobody listens: connection refused
    "cut_request",  # the connection breaks when half of the body has gone up
    "cut",  # the connection breaks after `cut_after` bytes of the answer
    "drop_response",  # the server does the work, the answer is lost
    "double",  # the request reaches the server twice, at the same time
    "bad_gateway",  # a reverse proxy answers 502 with a page of its own
    "captive",  # a hotel's wireless network answers everything with 200 and its own page
    "captive_redirect",  # the same, by a redirect to a page of its own
]


@dataclass(slots=True)
class Seen:
    """A request that came by. `status` is 0 when the phone got no answer."""

    method: str
    path: str
    mode: Mode
    at: float
    up_bytes: int = 0
    down_bytes: int = 0
    status: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a request; `raw` asks the server to close the connection after its answer."""

    method: str
    path: str
    length: int
    chunked: bool
    raw: bytes


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """The next request's head, or None when the client closed without one."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = raw.decode("latin1").rstrip("\r\n").split("\r\n")
    method, path, _ = first.split(" ", 2)
    fields = {
        name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)
    }
    kept = [one for one in lines if one.split(":")[0].lower() not in ("connection", "keep-alive")]
    text = "\r\n".join([first, *kept, "Connection: close", "", ""])
    chunked = "chunked" in fields.get("transfer-encoding", "").lower()
    return Head(method, path, int(fields.get("content-length", 0)), chunked, text.encode("latin1"))


async def read_body(head: Head, reader: asyncio.StreamReader) -> bytes:
    """The whole body that `head` announces. Raises IncompleteReadError when it breaks off."""
    if not head.chunked:
        return await reader.readexactly(head.length)
    body = b""
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.split(b";")[0], 16)
        body += line + await reader.readexactly(size + 2)
        if size == 0:
            return body


async def copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, bytes_s: float, seen: Seen
) -> None:
    """Hand on what comes, `bytes_s` bytes a second (0: as fast as it goes), until the end."""
    # Small pieces, so that a slow line is slow all the time and not in leaps.
    piece = max(256, int(bytes_s / 20)) if bytes_s else CHUNK_BYTES
    while data := await reader.read(piece):
        if not seen.status and len(data) >= 12:
            seen.status = int(data[9:12])
        seen.down_bytes += len(data)
        writer.write(data)
        await writer.drain()
        if bytes_s:
            await asyncio.sleep(len(data) / bytes_s)
