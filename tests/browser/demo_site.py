"""The demo as its own processes: a database built once, web and worker on a free port."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from callout import processes
from tests.ports import HOST, free_port

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 300.0
PATIENCE = 60.0
MOVED = """INSERT INTO base_clockoffset (id, seconds) VALUES (1, ?)
    ON CONFLICT (id) DO UPDATE SET seconds = seconds + excluded.seconds"""
# What the conftest sets for tests in this process must not reach the demo's.
OF_TESTS = ("CALLOUT_PROFILE", "ADDON_MODULES", "DATA", "DATABASE_URL", "REDIS_URL")


def build(data: Path) -> None:
    """A tenth of the demo's ninety days: enough for every page to have something on it."""
    manage(data, "migrate", "--verbosity", "0")
    manage(data, "demo", "--scale", "0.1")


def manage(data: Path, *command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment_of(data),
        check=True,
        stdout=subprocess.DEVNULL,
    )


class DemoSite:
    """Web and worker over a copy of the data; the web process can go and come back."""

    def __init__(self, prepared: Path, environment: Mapping[str, str]) -> None:
        shutil.copytree(prepared, environment["DATA"], dirs_exist_ok=True)
        self.environment = environment
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    @contextmanager
    def runs(self) -> Iterator[DemoSite]:
        try:
            self.start()
            yield self
        finally:
            self.stop()

    def start(self) -> None:
        self.start_web()
        self.running["worker"] = self._process("manage.py", "worker")

    def start_web(self) -> None:
        """On the same port as before, and only back when it answers."""
        self.running["web"] = self._process(
            *("-m", "uvicorn", "callout.asgi:application", "--app-dir", "site"),
            *("--host", HOST, "--port", str(self.port), "--lifespan", "off"),
            *("--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "1"),
        )
        deadline = time.monotonic() + LONGEST_START
        while not processes.answers(HOST, self.port):
            assert time.monotonic() < deadline, "the web server did not start"
            time.sleep(processes.PAUSE)

    def advance(self, seconds: int) -> None:
        """As `manage.py clock --advance`, without the seconds that it needs to begin."""
        database = Path(self.environment["DATA"]) / "db.sqlite3"
        with closing(sqlite3.connect(database, timeout=PATIENCE)) as connection, connection:
            connection.execute(MOVED, [seconds])

    def stop_web(self) -> None:
        self._end("web")

    def stop(self) -> None:
        for name in list(self.running):
            self._end(name)

    def _process(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )

    def _end(self, name: str) -> None:
        process = self.running.pop(name)
        process.terminate()
        try:
            process.wait(PATIENCE)
        finally:
            # Also what it has left behind.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def environment_of(data: Path) -> dict[str, str]:
    """Of a demo with its data in the folder."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_TESTS}
    return {**kept, "DATA": str(data)}
