"""Real servers: what one process commits reaches the browsers of the others, without Redis."""

from __future__ import annotations

import asyncio
import json
import os
import socket as network
import subprocess
import sys
import time
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
import websockets
from channels.layers import InMemoryChannelLayer
from django.db import connection

from addons.base.live import volatile
from addons.base.live.threads import in_thread
from tests.live_support import cookie_of, make_parcel, make_user, until, weigh

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with network.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_url() -> str:
    """The test's own database, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@contextmanager
def servers(count: int):
    """So many socket servers on free ports, each a process of its own."""
    ports = [free_port() for _ in range(count)]
    environment = {**os.environ, "DATABASE_URL": database_url(), "REDIS_URL": ""}
    command = [sys.executable, "-m", "uvicorn", "callout.asgi:application", "--app-dir", "site"]
    command += ["--lifespan", "off", "--log-level", "warning", "--ws-max-size", "65536"]
    started = [
        subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, env=environment)
        for port in ports
    ]
    try:
        for port in ports:
            wait_for(port)
        yield ports, started
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(10)


def wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with network.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


@asynccontextmanager
async def page(port: int, headers: dict[str, str], topic: str):
    """A page that follows the topic."""
    origin = f"http://127.0.0.1:{port}"
    async with websockets.connect(
        f"ws://127.0.0.1:{port}/ws/live/",
        origin=origin,
        additional_headers={"cookie": headers["cookie"]},
    ) as wire:
        await wire.send(json.dumps({"type": "subscribe", "topics": [{"name": topic}]}))
        assert json.loads(await wire.recv())["type"] == "subscribed"
        yield wire


async def next_event(wire, seconds: float = 1) -> dict:
    return json.loads(await asyncio.wait_for(wire.recv(), seconds))


async def test_every_process_hears_of_every_commit_within_a_second():
    staff = await in_thread(make_user, "sam", is_staff=True)
    cookie = await in_thread(cookie_of, staff)
    parcel = await in_thread(make_parcel, staff)
    with servers(2) as (ports, processes):
        async with page(ports[0], cookie, parcel.topic) as one:
            async with page(ports[1], cookie, parcel.topic) as other:
                # This process is neither: a worker, say.
                await in_thread(weigh, parcel, staff)
                assert (await next_event(one))["sequence"] == 2
                assert (await next_event(other))["sequence"] == 2
                processes[1].terminate()
                await in_thread(weigh, parcel, staff)
                assert (await next_event(one))["sequence"] == 3
                await asyncio.wait_for(other.wait_closed(), 2)
                await asyncio.to_thread(processes[1].wait, 5)
            await one.send("x" * 100_000)
            await asyncio.wait_for(one.wait_closed(), 2)
        assert one.close_code == 1009
        async with page(ports[0], cookie, parcel.topic) as again:
            await in_thread(weigh, parcel, staff)
            assert (await next_event(again))["sequence"] == 4


async def test_what_is_not_stored_crosses_processes_through_the_layer(monkeypatch):
    layer = InMemoryChannelLayer()
    monkeypatch.setattr(volatile, "shared_layer", lambda: layer)
    heard: dict[str, list] = {"one": [], "other": []}
    links = {
        name: volatile.Link(lambda topic, message, to=to: to.append((topic, message)))
        for name, to in heard.items()
    }
    tasks = [asyncio.create_task(link.run()) for link in links.values()]
    await until(lambda: len(layer.groups.get(volatile.GROUP, ())) == 2, 2, str)
    await links["one"].send("work:7", {"type": "typing"})
    await until(lambda: heard["other"], 2, str)
    assert heard == {"one": [], "other": [("work:7", {"type": "typing"})]}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_layer_that_is_away_costs_only_what_is_not_stored(monkeypatch, caplog):
    class Away:
        async def group_send(self, group, packet):
            raise OSError("no route")

    monkeypatch.setattr(volatile, "shared_layer", Away)
    link = volatile.Link(lambda topic, message: None)
    await link.send("work:7", {"type": "typing"})
    assert "no route" in caplog.text
