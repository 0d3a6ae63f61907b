"""Holds many WebSockets and says when the last of them has heard something.

Reads one line of JSON: {"sockets": [{"port", "cookie"}], "message"}. Writes one line when all are
open and subscribed, then one line for each message that every socket has received.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import time
from typing import Any

import uvloop

HOST = "127.0.0.1"
AT_ONCE = 50
LONGEST = 120


class Reader:
    """Counts, over all sockets, how many have received the n-th message."""

    def __init__(self, sockets: int) -> None:
        self.sockets = sockets
        self.heard: dict[int, int] = {}

    def hear(self, number: int) -> None:
        count = self.heard.get(number, 0) + 1
        self.heard[number] = count
        if count == self.sockets:
            say({"number": number, "last": time.monotonic()})


class Socket(asyncio.Protocol):
    """The least of RFC 6455 that a reader needs."""

    def __init__(self, reader: Reader, headers: str, message: str) -> None:
        self.reader = reader
        self.headers = headers
        self.message = message
        self.buffer = bytearray()
        self.is_open = False
        self.received = 0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /ws/live/ HTTP/1.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        transport.write(("\r\n".join(lines) + "\r\n" + self.headers + "\r\n").encode())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_open:
            head, separator, rest = self.buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                raise SystemExit(head.decode())
            self.is_open, self.buffer = True, rest
            self._subscribe()
        while frame := self._next_frame():
            self._hear(*frame)

    def _subscribe(self) -> None:
        if not self.message:
            return self.ready.set_result(None)
        # Masked with zeros, which changes nothing.
        payload = self.message.encode()
        self.transport.write(bytes([0x81, 0x80 | len(payload)]) + bytes(4) + payload)
        return None

    def _next_frame(self) -> tuple[int, bytes] | None:
        if len(self.buffer) < 2:
            return None
        start, length = 2, self.buffer[1] & 0x7F
        if length == 126:
            start, length = 4, int.from_bytes(self.buffer[2:4], "big")
        if len(self.buffer) < start + length:
            return None
        opcode, payload = self.buffer[0] & 0x0F, bytes(self.buffer[start : start + length])
        del self.buffer[: start + length]
        return opcode, payload

    def _hear(self, opcode: int, payload: bytes) -> None:
        if opcode == 9:
            self.transport.write(bytes([0x8A, 0x80 | len(payload)]) + bytes(4) + payload)
        elif opcode == 8:
            raise SystemExit(f"closed with {int.from_bytes(payload[:2], 'big')}")
        elif not self.ready.done():
            if b'"subscribed"' not in payload:
                raise SystemExit(payload.decode())
            self.ready.set_result(None)
        elif b'"event"' in payload:
            self.received += 1
            self.reader.hear(self.received)
        else:
            raise SystemExit(payload.decode())


async def main() -> None:
    order = json.loads(sys.stdin.readline())
    reader = Reader(len(order["sockets"]))
    places = asyncio.Semaphore(AT_ONCE)
    loop = asyncio.get_running_loop()

    async def connect(port: int, cookie: str) -> None:
        origin = f"{HOST}:{port}"
        headers = f"Host: {origin}\r\nOrigin: http://{origin}\r\nCookie: {cookie}\r\n"
        async with places:
            _, wire = await loop.create_connection(
                lambda: Socket(reader, headers, order["message"]), HOST, port
            )
            await asyncio.wait_for(wire.ready, LONGEST)

    await asyncio.gather(*[connect(**one) for one in order["sockets"]])
    say({"open": reader.sockets})
    await asyncio.Event().wait()


def say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main())
