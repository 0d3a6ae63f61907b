"""What waits to be sent to one socket: never more than so much, whatever the reader does."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from types import coroutine
from typing import Any, Final

from .messages import encode

MOST_WAITING: Final = 500
# A reader who takes nothing for so long is gone, or might as well be.
LONGEST_SEND: Final = 20.0
# After this the peer has had its chance to read the close frame.
LAST_WORDS: Final = 1.0
RESYNC: Final = encode({"type": "resync"})

Sending = Coroutine[Any, Any, None]
Send = Callable[[dict[str, Any]], Sending]


class Outbox:
    """Filled without waiting. Who keeps up gets each message at once; a task of its own, and a
    queue, exist only while the reader is slow. With a thousand readers that is what counts."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._waiting: deque[str] = deque()
        self._sender: asyncio.Task[None] | None = None
        self._is_open = False
        self._is_behind = False
        self._slow_since = 0.0
        self.close_code: int | None = None
        # Set once it is closed and empty, or nobody is there any more.
        self.ended = asyncio.Event()

    def open(self) -> None:
        """From now on there is somebody to send to."""
        self._is_open = True
        self._go_on()

    def put(self, text: str) -> None:
        """A socket that cannot keep up is told to reload once, in place of all it missed."""
        if self._is_behind or self.close_code is not None:
            return
        self._waiting.append(text)
        if len(self._waiting) > MOST_WAITING:
            self.lose_track()
        self._go_on()

    def lose_track(self) -> None:
        """Drop what waits and say so."""
        self._waiting.clear()
        self._waiting.append(RESYNC)
        self._is_behind = True
        self._go_on()

    def close(self, code: int) -> None:
        """After what is in it; the first code counts."""
        if self.close_code is None:
            self.close_code = code
            self._go_on()

    def is_stuck(self) -> bool:
        return self._sender is not None and time.monotonic() - self._slow_since > LONGEST_SEND

    def give_up(self) -> None:
        """Leave what is being sent where it is."""
        if self._sender is not None:
            self._sender.cancel()
        self.ended.set()

    def _go_on(self) -> None:
        """Send what can be sent without waiting, and leave the rest to a task."""
        if self._sender is not None or not self._is_open:
            return
        while self._waiting:
            sending = self._send(frame(self._waiting.popleft()))
            try:
                # The first step, as a task would take it: it is the last one for who keeps up.
                pause = sending.send(None)
            except StopIteration:
                continue
            except OSError:
                self.ended.set()
                return
            self._slow_since = time.monotonic()
            self._sender = asyncio.create_task(self._wait_and_send(sending, pause))
            return
        self._caught_up()

    async def _wait_and_send(self, sending: Sending, pause: Any) -> None:
        # Who is gone is told by the server's own message.
        with suppress(OSError):
            await resumed(sending, pause)
            while self._waiting:
                await self._send(frame(self._waiting.popleft()))
        self._sender = None
        self._caught_up()

    def _caught_up(self) -> None:
        self._is_behind = False
        if self.close_code is not None:
            self.ended.set()


def frame(text: str) -> dict[str, Any]:
    return {"type": "websocket.send", "text": text}


@coroutine
def resumed(sending: Sending, pause: Any) -> Generator[Any, Any, None]:
    """The rest of a coroutine that has begun and waits for `pause`."""
    yield pause
    yield from sending


async def say_goodbye(send: Send, code: int) -> None:
    """Close; the peer may have gone in the meantime, or take nothing any more."""
    with suppress(OSError):
        try:
            async with asyncio.timeout(LAST_WORDS):
                await send({"type": "websocket.close", "code": code})
        except TimeoutError:
            _hang_up(send)


def _hang_up(send: Send) -> None:
    """Cut the connection. The server would keep it until its last bytes are taken, so for ever
    where nobody takes them; ASGI has no word for this, so its own object is asked."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
