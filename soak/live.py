"""Many open pages, drops, bursts and storms: each hears everything in order once, or `resync`.

    python -m soak.live [--pages 1000] [--bursts 10] [--redis-away 60]

Two servers, ten records, three of them on each page. While bursts of 300 events are committed,
pages drop out and come back; Redis, where there is one, is emptied once and then away for a while;
at last both servers are killed, and all pages come back at once. Runs on SQLite, or on PostgreSQL
where DATABASE_URL points to one, in a database of its own. Ends with 1 if a page missed an event,
heard one twice or out of order, or was not back within 30 seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.live_pages import Figures, Page

SITE = Path(__file__).resolve().parents[1] / "site"
PEOPLE = 40
RECORDS = 10
FOLLOWED = 3
BURST = 300
WRITERS = 4
BACK_WITHIN = 30.0
LEVEL_WITHIN = 120.0


class Soak:
    """The servers, the pages and what is done to them."""

    def __init__(self, count: int, servers: list[Any], redis: Any, figures: Figures) -> None:
        from tests.live_support import cookie_of, make_parcel, make_user  # Django is set up first

        self.servers, self.redis, self.figures = servers, redis, figures
        self.staff = make_user("head", is_staff=True)
        self.parcels = [make_parcel(self.staff) for _ in range(RECORDS)]
        self.heads = {parcel.topic: 1 for parcel in self.parcels}
        cookies = [
            cookie_of(make_user(f"person{n}", is_staff=True))["cookie"] for n in range(PEOPLE)
        ]
        self.pages = [
            Page(
                servers[n % len(servers)].port,
                cookies[n % PEOPLE],
                random.sample(list(self.heads), FOLLOWED),
                figures,
            )
            for n in range(count)
        ]

    async def run(self, *, bursts: int, redis_away: float) -> None:
        """All that is done, one after the other."""
        tasks = [asyncio.create_task(page.stay()) for page in self.pages]
        try:
            await self.timed("all pages open", self.all_ready)
            for number in range(bursts):
                await self.rough_burst(number)
                if self.redis and number == bursts // 2:
                    self.redis.flush()
                    self.figures.say("Redis emptied")
            if self.redis:
                await self.without_redis(redis_away)
            memory = sum(server.memory() for server in self.servers)
            self.figures.say(f"memory of {len(self.servers)} servers: {memory:.0f} MB")
            await self.storm()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0.1)  # until what was aborted is closed

    async def rough_burst(self, number: int) -> None:
        dropping = asyncio.create_task(self.drop_now_and_then())
        began = time.monotonic()
        await self.burst(BURST)
        taken = time.monotonic() - began
        dropping.cancel()
        await self.timed(f"burst {number + 1} ({BURST} in {taken:.1f} s): level", self.all_level)

    async def drop_now_and_then(self) -> None:
        while True:
            for page in random.sample(self.pages, max(1, len(self.pages) // 100)):
                page.drop()
            await asyncio.sleep(0.2)

    async def without_redis(self, seconds: float) -> None:
        self.redis.stop()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await self.burst(BURST // 10)
            await asyncio.sleep(seconds / 20)
        await self.timed(f"Redis away for {seconds:g} s: level", self.all_level)
        self.redis.start()

    async def storm(self) -> None:
        from tests.live_servers import wait_for  # Django is set up first

        for server in self.servers:
            server.kill()
        await self.burst(BURST // 10)
        for server in self.servers:
            server.start()
        for server in self.servers:
            await asyncio.to_thread(wait_for, server.port)
        taken = await self.timed("both servers killed: all back and level", self.all_level)
        if taken > BACK_WITHIN:
            self.figures.faults.append(f"not back within {BACK_WITHIN:g} s")

    async def burst(self, count: int) -> None:
        """So many events, by as many writers as the database takes well."""
        from django.db import connection  # Django is set up first

        writers = WRITERS if connection.vendor == "postgresql" else 1
        shares = [(self.parcels[n::writers], count // writers) for n in range(writers)]
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(writers) as threads:
            done = [loop.run_in_executor(threads, self.write, *share) for share in shares]
            for heads in await asyncio.gather(*done):
                self.heads |= heads

    def write(self, parcels: list[Any], count: int) -> dict[str, int]:
        from django.db import connections  # Django is set up first

        from tests.live_support import weigh

        try:
            written = [weigh(random.choice(parcels), self.staff) for _ in range(count)]
            return {parcel.topic: parcel.version for parcel in written}
        finally:
            connections.close_all()

    async def timed(self, what: str, is_reached: Callable[[], bool]) -> float:
        began = time.monotonic()
        while not is_reached():
            if time.monotonic() - began > LEVEL_WITHIN:
                behind = sum(1 for page in self.pages if not page.is_level(self.heads))
                self.figures.faults.append(f"{what}: {behind} pages are not")
                break
            await asyncio.sleep(0.02)
        taken = time.monotonic() - began
        self.figures.say(f"{what} after {taken:.2f} s")
        return taken

    def all_ready(self) -> bool:
        return all(page.is_ready for page in self.pages)

    def all_level(self) -> bool:
        return all(page.is_level(self.heads) for page in self.pages)


def soak(*, pages: int, bursts: int, redis_away: float, folder: Path) -> Figures:
    """Everything, on the database that Django is set up with."""
    from django.db import connection  # Django is set up first

    from tests.live_servers import redis, servers

    allow_files(pages)
    figures = Figures()
    with ExitStack() as things:
        has_redis = connection.vendor == "postgresql" and shutil.which("redis-server")
        layer = things.enter_context(redis(folder)) if has_redis else None
        environment = {"REDIS_URL": layer.url} if layer else {}
        both = things.enter_context(servers(2, **environment))
        run = Soak(pages, both, layer, figures)
        asyncio.run(run.run(bursts=bursts, redis_away=redis_away))
    figures.say(
        f"{figures.events} events heard, {figures.drops} drops, {figures.resyncs} resyncs, "
        f"{len(figures.faults)} faults"
    )
    return figures


def allow_files(count: int) -> None:
    """A socket is a file to this process, and half of them to each server."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + 500
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise SystemExit(f"Raise the limit of open files to {wanted} first (ulimit -n).")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


@contextmanager
def own_database() -> Iterator[str]:
    """Django with the dummy addon alone, on a database that is dropped at the end."""
    with tempfile.TemporaryDirectory(prefix="callout-soak-") as data:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "callout.settings",
            "CALLOUT_PROFILE": "test",
            "DATA": data,
            "REDIS_URL": "",
            "ADDONS": "",
            "ADDON_MODULES": "tests.dummy",
        }
        sys.path.insert(0, str(SITE))
        import django  # the environment is set only now

        django.setup()
        from django.db import connection

        connection.settings_dict["TEST"]["MIGRATE"] = False
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield data
        finally:
            connection.close()
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--bursts", type=int, default=10)
    parser.add_argument("--redis-away", type=float, default=60)
    options = parser.parse_args()
    with own_database() as data:
        figures = soak(**vars(options), folder=Path(data))
    for fault in figures.faults[:20]:
        sys.stdout.write(f"FAULT {fault}\n")
    return int(bool(figures.faults))


if __name__ == "__main__":
    sys.exit(main())
