"""The least of RFC 6455 that a reader needs, so that one process can hold thousands of them."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from typing import Any

HOST = "127.0.0.1"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
LONGEST_START = 60.0


class Wire(asyncio.Protocol):
    """One socket; `hear` gets its messages, `lost` is done when it has ended."""

    def __init__(self, path: str, port: int, cookie: str) -> None:
        self.request = (
            f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nOrigin: http://{HOST}:{port}\r\n"
            f"Cookie: {cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n"
        )
        loop = asyncio.get_running_loop()
        self.transport: Any = None
        self.buffer = bytearray()
        self.is_open = False
        self.opened: asyncio.Future[None] = loop.create_future()
        self.lost: asyncio.Future[int] = loop.create_future()
        self.close_code = 1006

    async def open(self, port: int) -> None:
        async with asyncio.timeout(LONGEST_START):
            await asyncio.get_running_loop().create_connection(lambda: self, HOST, port)
            await self.opened

    def hear(self, message: dict[str, Any]) -> None: ...

    def send(self, message: dict[str, Any]) -> None:
        self._write(TEXT, json.dumps(message).encode())

    def drop(self) -> None:
        """As when the network goes: without a word."""
        if self.transport is not None:
            self.transport.abort()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.request.encode())

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(error or ConnectionResetError("not let in"))
        if not self.lost.done():
            self.lost.set_result(self.close_code)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_open:
            head, separator, rest = self.buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self.transport.abort()
                return
            self.is_open, self.buffer = True, bytearray(rest)
            self.opened.set_result(None)
        while frame := self._next_frame():
            self._take(*frame)

    def _next_frame(self) -> tuple[int, bytes] | None:
        """Unfragmented and unmasked, as our servers send them."""
        if len(self.buffer) < 2:
            return None
        start, length = 2, self.buffer[1]
        if length == 126:
            start, length = 4, int.from_bytes(self.buffer[2:4], "big")
        if len(self.buffer) < start + length:
            return None
        opcode, payload = self.buffer[0] & 15, bytes(self.buffer[start : start + length])
        del self.buffer[: start + length]
        return opcode, payload

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self.hear(json.loads(payload))
        elif opcode == PING:
            self._write(PONG, payload)
        elif opcode == CLOSE:
            self.close_code = int.from_bytes(payload[:2], "big")
            self._write(CLOSE, payload[:2])
            self.transport.close()

    def _write(self, opcode: int, payload: bytes) -> None:
        """Masked with zeros, which leaves the payload as it is."""
        size = len(payload)
        long = bytes([0x80 | 126]) + size.to_bytes(2, "big")
        length = bytes([0x80 | size]) if size < 126 else long
        self.transport.write(bytes([0x80 | opcode]) + length + bytes(4) + payload)
