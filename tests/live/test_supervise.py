"""Tasks that are ended do end, whatever happens at that very moment."""

from __future__ import annotations

import asyncio

import pytest

from addons.base.events.tail import Tail
from addons.base.live.process import LiveProcess
from addons.base.live.supervise import ended, supervised
from addons.base.live.threads import in_thread
from tests.live_support import PATIENCE, cookie_of, make_user, socket


@pytest.mark.parametrize("turns", range(5))
async def test_a_tail_that_is_nudged_while_it_is_ended_ends(turns, monkeypatch):
    async def nothing(self, *_):
        return None

    monkeypatch.setattr(Tail, "_in_reader", nothing)
    monkeypatch.setattr(Tail, "_usual_pause", lambda self: 30.0)
    tail = Tail([])
    task = asyncio.create_task(supervised("tail", tail.run))
    await tail.started.wait()
    await asyncio.sleep(0.01)
    tail._nudge.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=PATIENCE)
    assert done


async def test_what_swallows_being_cancelled_is_ended_all_the_same():
    async def deaf_once():
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            await asyncio.sleep(30)

    async def stumbling():
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            raise RuntimeError("could not say goodbye") from None

    tasks = [
        asyncio.create_task(supervised("deaf", deaf_once)),
        asyncio.create_task(supervised("stumbling", stumbling)),
    ]
    await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE):
        await ended(tasks)
    assert all(task.done() for task in tasks)


@pytest.mark.django_db(transaction=True)
async def test_the_last_socket_is_closed_before_its_process_has_stopped(monkeypatch):
    may_stop = asyncio.Event()
    stop = LiveProcess._stop

    async def stop_late(self):
        await may_stop.wait()
        await stop(self)

    monkeypatch.setattr(LiveProcess, "_stop", stop_late)
    cookie = await in_thread(lambda: cookie_of(make_user("ann")))
    async with socket("/ws/nothing/", cookie) as lost:
        await lost.wait_closed(4404)
        may_stop.set()
