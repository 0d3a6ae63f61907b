"""Real servers: what one process commits reaches the browsers of the others, without Redis."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress

import pytest
import websockets
from channels.layers import InMemoryChannelLayer
from django.db import connection, transaction

from addons.base.live import volatile
from addons.base.live.threads import in_thread
from tests.live_servers import redis, servers
from tests.live_support import PATIENCE, cookie_of, make_parcel, make_user, until, weigh

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def connect(port: int, headers: dict[str, str], path: str = "/ws/live/"):
    return websockets.connect(
        f"ws://127.0.0.1:{port}{path}",
        origin=f"http://127.0.0.1:{port}",
        additional_headers={"cookie": headers["cookie"]},
    )


@asynccontextmanager
async def page(port: int, headers: dict[str, str], topic: str):
    """A page that follows the topic."""
    async with connect(port, headers) as wire:
        await wire.send(json.dumps({"type": "subscribe", "topics": [{"name": topic}]}))
        assert json.loads(await wire.recv())["type"] == "subscribed"
        yield wire


async def next_event(wire, seconds: float = 1) -> dict:
    return json.loads(await asyncio.wait_for(wire.recv(), seconds))


async def test_every_process_hears_of_every_commit_within_a_second():
    staff = await in_thread(make_user, "sam", is_staff=True)
    cookie = await in_thread(cookie_of, staff)
    parcel = await in_thread(make_parcel, staff)
    with servers(2) as both:
        ports = [server.port for server in both]
        async with page(ports[0], cookie, parcel.topic) as one:
            async with page(ports[1], cookie, parcel.topic) as other:
                # This process is neither: a worker, say.
                await in_thread(weigh, parcel, staff)
                assert (await next_event(one))["sequence"] == 2
                assert (await next_event(other))["sequence"] == 2
                both[1].process.terminate()
                await in_thread(weigh, parcel, staff)
                assert (await next_event(one))["sequence"] == 3
                await asyncio.wait_for(other.wait_closed(), 2)
                await asyncio.to_thread(both[1].process.wait, 5)
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
    await until(lambda: len(layer.groups.get(volatile.GROUP, ())) == 2)
    await links["one"].send("work:7", {"type": "typing"})
    await until(lambda: heard["other"])
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


async def hears_typing(here, there, seconds: float = 10) -> None:
    """Typing here is heard there before long."""
    with suppress(TimeoutError):
        while True:
            await next_event(there, 0.3)  # what is left of before
    async with asyncio.timeout(seconds):
        while True:
            await here.send(json.dumps({"type": "typing"}))
            try:
                if (await next_event(there, 0.5))["type"] == "typing":
                    return
            except TimeoutError:
                continue


async def said(wire, wanted: str, seconds: float = 5) -> dict:
    """The next message of this type."""
    async with asyncio.timeout(seconds):
        while (message := json.loads(await wire.recv()))["type"] != wanted:
            continue
        return message


@pytest.mark.postgres
@pytest.mark.redis
async def test_redis_may_be_emptied_vanish_or_freeze_and_no_event_is_lost(tmp_path):
    staff = await in_thread(make_user, "sam", is_staff=True)
    cookie = await in_thread(cookie_of, staff)
    parcel = await in_thread(make_parcel, staff)
    path = f"/ws/parcel/{parcel.pk}/"
    with redis(tmp_path) as layer, servers(2, REDIS_URL=layer.url) as both:
        here, there = [server.port for server in both]
        async with (
            page(here, cookie, parcel.topic) as one,
            page(there, cookie, parcel.topic) as other,
            connect(here, cookie, path) as near,
            connect(there, cookie, path) as far,
        ):
            sequence = 1

            async def every_process_hears() -> None:
                nonlocal sequence
                for _ in range(5):
                    await in_thread(weigh, parcel, staff)
                    sequence += 1
                    for wire in (one, other):
                        assert (await next_event(wire, 2))["sequence"] == sequence
                for wire in (near, far):
                    await said(wire, "changed")

            await hears_typing(near, far)
            await every_process_hears()
            for mishap in (layer.flush, layer.stop, layer.freeze):
                mishap()
                # What was typed does not hold up what is stored, nor the sockets of this process.
                for _ in range(3):
                    await near.send(json.dumps({"type": "typing"}))
                    await said(near, "typing", 4)
                await every_process_hears()
                if mishap is not layer.flush:
                    layer.stop()
                    layer.start()
                await hears_typing(near, far, 30)


@pytest.mark.postgres
async def test_pages_that_wait_for_connections_hold_up_no_socket():
    staff = await in_thread(make_user, "sam", is_staff=True)
    cookie = await in_thread(cookie_of, staff)
    parcel = await in_thread(make_parcel, staff)
    begun, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE dummy_slip IN ACCESS EXCLUSIVE MODE")
            begun.set()
            go_on.wait(2 * PATIENCE)

    with servers(1, DATABASE_POOL="2") as (server,), ThreadPoolExecutor(8) as callers:

        def ask() -> int:
            url = f"http://127.0.0.1:{server.port}/api/v1/slips/"
            headers = {"Authorization": f"Bearer token-{staff.pk}"}
            try:
                with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
                    return answer.status
            except urllib.error.HTTPError as refusal:
                return refusal.code

        async with page(server.port, cookie, parcel.topic) as one:
            holding = asyncio.create_task(in_thread(hold))
            await asyncio.to_thread(begun.wait, PATIENCE)
            asking = [asyncio.wrap_future(callers.submit(ask)) for _ in range(6)]
            await until_somebody_waits_for_a_lock()
            async with page(server.port, cookie, parcel.topic) as other:
                await in_thread(weigh, parcel, staff)
                for wire in (one, other):
                    assert (await next_event(wire, 2))["sequence"] == 2
            assert not any(task.done() for task in asking)
            go_on.set()
            await holding
            # On a slow machine some have waited for too long by now, and are told to come again.
            assert set(await asyncio.gather(*asking)) <= {200, 503}


async def until_somebody_waits_for_a_lock() -> None:
    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return cursor.fetchone()[0]

    async with asyncio.timeout(PATIENCE):
        while not await in_thread(count):
            await asyncio.sleep(0.05)
