"""The tail: every committed row once, in whatever order the ids commit."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from addons.base.events import tail as tailing
from addons.base.events import wake as waking
from addons.base.events.tail import Follower, Tail
from addons.base.live.supervise import supervised
from addons.base.live.threads import in_thread
from addons.base.models import Event
from tests.live_support import PATIENCE, make_parcel, make_user, until, weigh

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 16
EACH = 25


@pytest.fixture
def staff():
    return make_user("sam", is_staff=True)


@pytest.fixture
def follower():
    made = Follower(Event, deliver=list, flooded=list)
    made.begin()
    return made


def ids(rows):
    return [row.pk for row in rows]


class running:
    """A tail at work, and what it has delivered."""

    def __init__(self):
        self.seen: list[int] = []
        self.floods = 0
        self.follower = Follower(Event, self.deliver, self.flooded)
        self.tail = Tail([self.follower])

    def deliver(self, events):
        self.seen += ids(events)

    def flooded(self):
        self.floods += 1

    async def __aenter__(self):
        self.tasks = [asyncio.create_task(supervised("tail", self.tail.run))]
        if connections["default"].vendor == "postgresql":
            self.tasks.append(asyncio.create_task(supervised("listener", self.tail.listen)))
            await until(lambda: self.tail._listening)
        await self.tail.started.wait()
        return self

    async def __aexit__(self, *_):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.tail.stop()


def test_a_hole_is_filled_when_its_transaction_commits(follower):
    follower.note([follower.high + 1, follower.high + 4], now=time.monotonic())
    first, fourth = follower.high - 3, follower.high
    assert list(follower.holes) == [first + 1, first + 2]
    follower.note([first + 2], now=time.monotonic())
    assert list(follower.holes) == [first + 1]
    assert follower.high == fourth


def test_a_hole_that_nobody_can_fill_any_more_is_forgotten(follower, monkeypatch):
    follower.note([follower.high + 2], now=time.monotonic())
    follower.read()
    assert follower.holes
    monkeypatch.setattr(tailing, "HOLE_LIFE", 0.0)
    follower.read()
    assert not follower.holes


def test_holes_outlive_a_read_that_was_cut_short(staff, monkeypatch):
    parcel = make_parcel(staff)
    follower = Follower(Event, deliver=list, flooded=list)
    follower.begin()
    follower.holes = {follower.high - 1: 0.0}
    monkeypatch.setattr(tailing, "BATCH", 1)
    weigh(parcel, staff)
    follower.read()
    assert follower.holes


def test_a_flood_is_skipped_and_said(follower, staff, monkeypatch):
    monkeypatch.setattr(tailing, "BATCH", 2)
    monkeypatch.setattr(tailing, "MOST_BEHIND", 3)
    parcel = make_parcel(staff)
    for _ in range(9):
        weigh(parcel, staff)
    rows = follower.read()
    assert follower.may_be_lost(rows) and follower.skip_flood()
    assert follower.read() == []


def test_an_empty_log_whose_ids_are_far_on_is_no_flood(follower):
    follower.begin()
    follower.note([20_001, 20_003], now=0.0)
    assert 20_000 in follower.holes and 20_002 in follower.holes
    assert not follower.may_be_lost([])


def test_too_many_holes_are_a_flood(follower, monkeypatch):
    monkeypatch.setattr(tailing, "MOST_HOLES", 3)
    follower.note([follower.high + 100], now=time.monotonic())
    assert follower.may_be_lost([]) and follower.skip_flood()


async def test_it_starts_at_the_end_and_reads_what_comes(staff):
    parcel = await in_thread(make_parcel, staff)
    async with running() as run:
        await in_thread(weigh, parcel, staff)
        await until(lambda: run.seen)
        assert len(run.seen) == 1


async def test_a_change_in_this_process_is_read_at_once(staff, monkeypatch):
    for name in ("SQLITE_POLL", "LISTENING_POLL", "DEAF_POLL"):
        monkeypatch.setattr(tailing, name, 30.0)
    parcel = await in_thread(make_parcel, staff)
    async with running() as run:
        await in_thread(weigh, parcel, staff)
        await until(lambda: run.seen)


async def test_it_survives_a_fault_and_loses_nothing(staff, monkeypatch, caplog):
    parcel = await in_thread(make_parcel, staff)
    async with running() as run:
        await in_thread(weigh, parcel, staff)
        await until(lambda: len(run.seen) == 1)
        with monkeypatch.context() as broken:
            broken.setattr(run.follower, "read", lambda: 1 / 0)
            await in_thread(weigh, parcel, staff)
            await until(lambda: "stopped and will start again" in caplog.text)
        await in_thread(weigh, parcel, staff)
        await until(lambda: len(run.seen) == 3)
        assert run.seen == await in_thread(lambda: ids(Event.objects.order_by("pk"))[1:])


def write_slowly(staff, titles):
    """Events whose ids are given long before they are committed, or never are."""
    try:
        for title in titles:
            try:
                with transaction.atomic():
                    make_parcel(staff, title)
                    time.sleep(random.uniform(0, 0.02))
                    if random.random() < 0.1:
                        raise InterruptedError
            except InterruptedError:
                continue
    finally:
        connections.close_all()


@pytest.mark.postgres
async def test_ids_that_commit_out_of_order_are_read_once_each(staff):
    async with running() as run:
        with ThreadPoolExecutor(WRITERS) as writers:
            loop = asyncio.get_running_loop()
            work = [
                loop.run_in_executor(writers, write_slowly, staff, [f"{n}"] * EACH)
                for n in range(WRITERS)
            ]
            await asyncio.gather(*work)
        committed = await in_thread(lambda: ids(Event.objects.all()))
        await until(lambda: len(run.seen) >= len(committed))
        await asyncio.sleep(0.2)
        assert sorted(run.seen) == sorted(committed)
        # Else this has tested nothing: `id > last` would have missed those that came late.
        assert run.seen != sorted(run.seen)


@pytest.mark.postgres
async def test_a_transaction_that_was_open_at_the_start_is_read(staff):
    begun, go_on = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                make_parcel(staff)
                begun.set()
                go_on.wait(PATIENCE)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as writer:
        late = asyncio.get_running_loop().run_in_executor(writer, write)
        await asyncio.to_thread(begun.wait, PATIENCE)
        await in_thread(make_parcel, staff)
        async with running() as run:
            go_on.set()
            await late
            await until(lambda: run.seen)
            assert len(run.seen) == 1


def cut_connections_of_the_tail():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND datname = current_database() "
            "AND (query LIKE 'LISTEN %' OR query LIKE 'SELECT \"base_event\".%')"
        )
        return len(cursor.fetchall())


@pytest.mark.postgres
async def test_it_survives_the_loss_of_its_connections(staff, caplog):
    parcel = await in_thread(make_parcel, staff)
    async with running() as run:
        await in_thread(weigh, parcel, staff)
        await until(lambda: len(run.seen) == 1)
        assert await in_thread(cut_connections_of_the_tail) == 2
        await in_thread(weigh, parcel, staff)
        await until(lambda: len(run.seen) == 2 and run.tail._listening)
        assert "stopped and will start again" in caplog.text


@pytest.mark.postgres
async def test_without_notifications_polling_carries_on(staff):
    async with running() as run:
        run.tasks.pop().cancel()
        await until(lambda: not run.tail._listening)
        await in_thread(make_parcel, staff)
        await until(lambda: run.seen)


@pytest.mark.postgres
def test_a_burst_notifies_once(django_assert_num_queries, monkeypatch):
    waking.wake()
    monkeypatch.setattr(waking, "QUIET", 60.0)
    with django_assert_num_queries(0):
        waking.wake()
    monkeypatch.setattr(waking, "QUIET", 0.0)
    with django_assert_num_queries(1):
        waking.wake()
