"""Who reads nothing costs little, holds nobody up, and is let go: over a real connection."""

from __future__ import annotations

import asyncio
import socket as network
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from addons.base.live import outbox
from addons.base.live.process import this_process
from addons.base.live.routing import websocket_application
from addons.base.live.threads import in_thread
from tests.live_support import cookie_of, make_parcel, make_user, until
from tests.live_wire import HOST, Wire

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# More than all buffers of the system between the two hold.
SAID = 20_000
PADDING = "x" * 1_000


@asynccontextmanager
async def server():
    """One in this process, so that the test sees what it holds."""
    listening = network.create_server((HOST, 0))
    config = uvicorn.Config(
        websocket_application, lifespan="off", log_level="warning", ws_per_message_deflate=False
    )
    running = uvicorn.Server(config)
    task = asyncio.create_task(running.serve(sockets=[listening]))
    await until(lambda: running.started)
    try:
        yield running, listening.getsockname()[1]
    finally:
        running.should_exit = running.force_exit = True
        await task
        listening.close()


class Reader(Wire):
    """Counts what it hears."""

    def __init__(self, port: int, cookie: str) -> None:
        super().__init__("/ws/live/", port, cookie)
        self.heard: list[dict[str, Any]] = []
        self.hear = self.heard.append  # type: ignore[method-assign]

    async def follow(self, port: int, topic: str) -> None:
        await self.open(port)
        self.send({"type": "subscribe", "topics": [{"name": topic}]})
        await until(lambda: self.heard)

    def reads_all(self) -> bool:
        return sum(message["type"] == "note" for message in self.heard) == SAID


async def test_who_reads_nothing_is_let_go_and_others_hear_everything(monkeypatch):
    monkeypatch.setattr(outbox, "LONGEST_SEND", 2.0)
    staff = await in_thread(make_user, "sam", is_staff=True)
    parcel = await in_thread(make_parcel, staff)
    cookie = (await in_thread(cookie_of, staff))["cookie"]
    async with server() as (running, port):
        stalled, other = Reader(port, cookie), Reader(port, cookie)
        for page in (stalled, other):
            await page.follow(port, parcel.topic)
        stalled.transport.pause_reading()
        for number in range(SAID):
            message = {"type": "note", "number": number, "padding": PADDING}
            this_process().hub.say(parcel.topic, message)
            if number % 50 == 0:
                await asyncio.sleep(0.001)
                waiting = [len(page._outbox._waiting) for page in this_process().sockets]
                assert max(waiting) <= outbox.MOST_WAITING
        await until(other.reads_all, lambda: f"heard {len(other.heard)}")
        await until(lambda: len(this_process().sockets) == 1, lambda: "it is still there")
        connections = running.server_state.connections
        await until(lambda: len(connections) == 1, lambda: "its connection is still there")
        for page in (stalled, other):
            page.drop()
        await until(lambda: not this_process().sockets)
