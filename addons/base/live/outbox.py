"""What waits to be sent to one socket: never more than so much, whatever the reader does."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

from .messages import encode

MOST_WAITING: Final = 500
# A reader who takes nothing for so long is gone, or might as well be.
LONGEST_SEND: Final = 20.0
RESYNC: Final = encode({"type": "resync"})

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outbox:
    """Filled without waiting, emptied by one task."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._texts: deque[str] = deque()
        self._filled = asyncio.Event()
        self._is_behind = False
        self._sending_since: float | None = None
        self.close_code: int | None = None

    def put(self, text: str) -> None:
        """A socket that cannot keep up is told to reload once, in place of all it missed."""
        if self._is_behind or self.close_code is not None:
            return
        if len(self._texts) >= MOST_WAITING:
            self.lose_track()
            return
        self._texts.append(text)
        self._filled.set()

    def lose_track(self) -> None:
        """Drop what waits and say so."""
        self._texts.clear()
        self._texts.append(RESYNC)
        self._filled.set()
        self._is_behind = True

    def close(self, code: int) -> None:
        """After what is in it; the first code counts."""
        if self.close_code is None:
            self.close_code = code
            self._filled.set()

    def is_stuck(self) -> bool:
        since = self._sending_since
        return since is not None and time.monotonic() - since > LONGEST_SEND

    async def run(self) -> None:
        """Send until it is closed and empty."""
        while self.close_code is None or self._texts:
            await self._filled.wait()
            self._filled.clear()
            self._sending_since = time.monotonic()
            while self._texts:
                await self._send({"type": "websocket.send", "text": self._texts.popleft()})
            self._sending_since = None
            self._is_behind = False
