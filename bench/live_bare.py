"""The limit for live.py: hears a commit and writes one constant frame to every socket.

python bench/live_bare.py PORT DATABASE_URL
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import sqlite3
import sys
from typing import Any

import psycopg
import uvloop

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT = b'{"type":"event","topic":"dummy.parcel:1","sequence":1}'.ljust(120)
FRAME = bytes([0x81, len(TEXT)]) + TEXT
POLL = 0.025

open_sockets: set[Any] = set()


class Socket(asyncio.Protocol):
    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if not data.startswith(b"GET "):
            return
        key = next(
            line.partition(b":")[2].strip()
            for line in data.split(b"\r\n")
            if line.lower().startswith(b"sec-websocket-key")
        )
        accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
        self.transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        open_sockets.add(self.transport)

    def connection_lost(self, error: Exception | None) -> None:
        open_sockets.discard(self.transport)


def tell_all() -> None:
    for transport in open_sockets:
        transport.write(FRAME)


async def listen(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute("LISTEN bare")
        async for _ in connection.notifies():
            tell_all()


async def poll(path: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    seen = None
    while True:
        row = connection.execute("SELECT seconds FROM base_clockoffset WHERE id = 2").fetchone()
        if seen is not None and row != seen:
            tell_all()
        seen = row
        await asyncio.sleep(POLL)


async def main() -> None:
    port, url = int(sys.argv[1]), sys.argv[2]
    loop = asyncio.get_running_loop()
    await loop.create_server(Socket, "127.0.0.1", port)
    if url.startswith("sqlite:///"):
        await poll(url.removeprefix("sqlite:///"))
    else:
        await listen(url)


if __name__ == "__main__":
    uvloop.run(main())
