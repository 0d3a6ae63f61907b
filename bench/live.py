#!/usr/bin/env python
"""From commit to the last of 1,000 sockets: ours against a bare server that only writes frames.

    python bench/live.py [--sockets 1000] [--rounds 20] [--servers 2]

Ours has sign-in by session, an authorised topic, one rendering and a queue for each socket; bare
listens to the database and writes a constant frame. Everything stays on loopback. Runs on SQLite,
and on PostgreSQL where DATABASE_URL points to one, in a database of its own. Ends with 1 if a
message is missing and, with --must, if the must is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import figures
from figures import say, short

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]

# Milliseconds for 1,000 sockets; on PostgreSQL, whose commits need no polling.
MUST = 40.0
HOST = "127.0.0.1"
PEOPLE = 40


def main() -> int:
    options = read_options()
    if options.database is None:
        databases = ["", *filter(None, [os.environ.get("DATABASE_URL")])]
        return max(run_in_process(url) for url in databases)
    return measure(options)


def read_options() -> argparse.Namespace:
    parser = figures.parser(__doc__)
    parser.add_argument("--sockets", type=int, default=short(1000, 100))
    parser.add_argument("--rounds", type=int, default=short(20, 2))
    parser.add_argument("--servers", type=int, default=2, help="processes that share the sockets")
    parser.add_argument("--database", help=argparse.SUPPRESS)
    return parser.parse_args()


def run_in_process(url: str) -> int:
    """A process for each database: Django is set up with one."""
    with tempfile.TemporaryDirectory(prefix="callout-bench-") as data:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "callout.settings",
            "CALLOUT_PROFILE": "test",
            "DATA": data,
            "DATABASE_URL": url,
            "REDIS_URL": "",
            "ADDONS": "",
            "ADDON_MODULES": "tests.dummy",
        }
        command = [sys.executable, __file__, *sys.argv[1:], "--database", url or "sqlite"]
        return subprocess.run(command, env=environment, check=False).returncode


def measure(options: argparse.Namespace) -> int:
    import django  # the environment is set only now

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["MIGRATE"] = False
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        times, memory = alternate(options)
    finally:
        connection.close()
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    return report(connection.vendor, times, memory, options)


def alternate(options: argparse.Namespace) -> tuple[dict[str, list[float]], float]:
    """Milliseconds of each side, round by round, after two rounds to warm up."""
    house = House()
    with ours(house, options) as fast, bare(options) as bare_side:
        sides = {"ours": (house.change, fast), "bare": (house.notify, bare_side)}
        times: dict[str, list[float]] = {name: [] for name in sides}
        for number in range(options.rounds + 2):
            for name, (commit, side) in sides.items():
                committed = commit()
                taken = (side.last_heard() - committed) * 1000
                if number > 1:
                    times[name].append(taken)
                time.sleep(0.1)
        return times, fast.memory()


class House:
    """What is committed: a transition by the door, and the least that a database can do."""

    def __init__(self) -> None:
        from addons.base.models import ClockOffset
        from tests.live_support import cookie_of, make_parcel, make_user

        # Not the row that the clock reads.
        ClockOffset.objects.create(pk=2)
        self.people = [make_user(f"person{n}", is_staff=True) for n in range(PEOPLE)]
        self.parcel = make_parcel(self.people[0])
        self.cookies = [cookie_of(person)["cookie"] for person in self.people]

    def change(self) -> float:
        from addons.base.workflow import Door
        from addons.base.workflow.doors import perform
        from tests.dummy.flow import ParcelFlow

        def work() -> None:
            perform(self.parcel, ParcelFlow.weigh, actor=self.people[0], via=Door.REST)

        return committed_at(work)

    def notify(self) -> float:
        from django.db import connection

        def work() -> None:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE base_clockoffset SET seconds = seconds + 1 WHERE id = 2")
                if connection.vendor == "postgresql":
                    cursor.execute("NOTIFY bare")

        return committed_at(work)


def committed_at(work: Any) -> float:
    """The moment right after the commit, before anybody is woken."""
    from django.db import transaction

    moments: list[float] = []
    with transaction.atomic():
        transaction.on_commit(lambda: moments.append(time.monotonic()))
        work()
    return moments[0]


class Side:
    """Servers, and one reader that holds all the sockets."""

    def __init__(self, reader: subprocess.Popen[str], servers: list[subprocess.Popen[Any]]) -> None:
        self.reader = reader
        self.servers = servers
        self.answer()  # that all sockets are open

    def answer(self) -> dict[str, Any]:
        assert self.reader.stdout is not None
        line = self.reader.stdout.readline()
        if not line:
            raise SystemExit("The reader ended: a socket was refused, or a message went missing.")
        found: dict[str, Any] = json.loads(line)
        return found

    def last_heard(self) -> float:
        return float(self.answer()["last"])

    def memory(self) -> float:
        """MB of all servers."""
        pages = [Path(f"/proc/{s.pid}/statm").read_text().split()[1] for s in self.servers]
        return sum(map(int, pages)) * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def ours(house: House, options: argparse.Namespace) -> Iterator[Side]:
    ports = free_ports(options.servers)
    environment = {**os.environ, "DATABASE_URL": database_url()}
    web = [sys.executable, "-m", "uvicorn", "callout.asgi:application", "--app-dir", "site"]
    web += ["--lifespan", "off", "--log-level", "warning", "--ws-per-message-deflate", "false"]
    commands = [[*web, "--port", str(port)] for port in ports]
    sockets = [
        {"port": ports[n % len(ports)], "cookie": house.cookies[n % PEOPLE]}
        for n in range(options.sockets)
    ]
    message = {"type": "subscribe", "topics": [{"name": house.parcel.topic}]}
    with running(commands, ports, sockets, json.dumps(message), environment) as side:
        yield side


@contextmanager
def bare(options: argparse.Namespace) -> Iterator[Side]:
    ports = free_ports(options.servers)
    script = str(Path(__file__).with_name("live_bare.py"))
    commands = [[sys.executable, script, str(port), database_url()] for port in ports]
    sockets = [{"port": ports[n % len(ports)], "cookie": ""} for n in range(options.sockets)]
    with running(commands, ports, sockets, "", dict(os.environ)) as side:
        yield side


@contextmanager
def running(
    commands: list[list[str]], ports: list[int], sockets: list[Any], message: str, environment: Any
) -> Iterator[Side]:
    servers = [subprocess.Popen(c, cwd=ROOT, env=environment) for c in commands]
    reader = None
    try:
        for port in ports:
            wait_for(port)
        reader = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("live_reader.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert reader.stdin is not None
        reader.stdin.write(json.dumps({"sockets": sockets, "message": message}) + "\n")
        reader.stdin.flush()
        yield Side(reader, servers)
    finally:
        for process in filter(None, [reader, *servers]):
            process.terminate()
            process.wait(10)


def free_ports(count: int) -> list[int]:
    probes = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("A server did not start; its message stands above.")


def database_url() -> str:
    from django.db import connection

    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def report(
    vendor: str, times: dict[str, list[float]], memory: float, options: argparse.Namespace
) -> int:
    say(f"{vendor}: {options.sockets} sockets, {options.servers} servers, {memory:.0f} MB")
    for name, values in times.items():
        low, middle, high = min(values), statistics.median(values), max(values)
        say(f"  {name:<5} min {low:6.1f}  median {middle:6.1f}  max {high:6.1f} ms")
    middle = statistics.median(times["ours"])
    is_missed = vendor == "postgresql" and middle > MUST
    ratio = middle / statistics.median(times["bare"])
    say(f"  ratio {ratio:.2f}   must {MUST:g} ms: {'MISSED' if is_missed else 'reached'}")
    return int(is_missed and options.must)


if __name__ == "__main__":
    sys.exit(main())
