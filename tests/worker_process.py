"""A worker of its own for a test, on the test's database; and what belongs to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
LONG = 60.0


def database_url() -> str:
    """The test database, as another process names it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    own = connection.settings_dict
    return f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{name}"


def environment(**more: str) -> dict[str, str]:
    # As in a demo, mail lies in the data folder, where the test can count it.
    mode = {"CALLOUT_PROFILE": "demo", "DATABASE_URL": database_url()}
    # The test's addons are those whose tables are there, whatever the file says by now.
    ours = {"ADDONS": ",".join(settings.ENVIRONMENT.wanted_addons)}
    return {**os.environ, "DATA": str(settings.ENVIRONMENT.data), **ours, **mode, **more}


def manage(*command: str, **more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *command], env=environment(**more), cwd=ROOT
    )


@contextmanager
def worker(*, timeout: int = 20, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A running worker that has ended its first runs."""
    process = manage("worker", WORKER_TIMEOUT=str(timeout), **more)
    try:
        until(lambda: group_of(process) and len(cluster_of(process)) == 4)
        yield process
    finally:
        groups = descendants(process.pid)
        process.terminate()
        try:
            process.wait(LONG)
        finally:
            for pid in [process.pid, *groups]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def until(holds: Callable[[], Any], *, within: float = LONG) -> Any:
    """Wait until it holds, and give what it gave."""
    deadline = time.monotonic() + within
    while not (found := holds()):
        assert time.monotonic() < deadline, f"did not come true within {within} s"
        time.sleep(0.05)
    return found


def group_of(process: subprocess.Popen[bytes]) -> int | None:
    """The leader of the worker group."""
    return next(iter(children(process.pid)), None)


def cluster_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The cluster's two workers, its monitor and its pusher, in this order."""
    leader = group_of(process)
    below = [children(child) for child in children(leader)] if leader else []
    return next((sorted(found) for found in below if found), [])


def children(parent: int | None) -> list[int]:
    return sorted(pid for pid, its in parents().items() if its == parent)


def descendants(ancestor: int) -> list[int]:
    below = children(ancestor)
    return below + [pid for child in below for pid in descendants(child)]


def parents() -> dict[int, int]:
    """Every living process and who started it."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                found[int(stat.parent.name)] = int(parent)
    return found


def is_alive(pid: int) -> bool:
    return pid in parents()


def mails() -> list[str]:
    """The mails that were sent by other processes; some share a file."""
    files = (settings.ENVIRONMENT.data / "mail").glob("*")
    return [mail for file in files for mail in file.read_text().split("\n" + "-" * 79 + "\n")[:-1]]
