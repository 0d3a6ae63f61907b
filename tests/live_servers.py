"""Real servers and a Redis of their own, for tests that take them away."""

from __future__ import annotations

import os
import signal
import socket as network
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.ports import HOST, free_port

ROOT = Path(__file__).resolve().parents[1]


def wait_for(port: int) -> None:
    end = time.monotonic() + 180
    while time.monotonic() < end:
        with network.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


def database_url() -> str:
    """The test's own database, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


class Server:
    """One socket server, which can be killed and started again on its port."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "REDIS_URL": "",
            **environment,
        }
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "callout.asgi:application"]
        command += ["--app-dir", "site", "--lifespan", "off", "--log-level", "warning"]
        command += ["--ws-max-size", "65536", "--ws-per-message-deflate", "false"]
        command += ["--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(60)

    def memory(self) -> float:
        """MB."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def servers(count: int, **environment: str) -> Iterator[list[Server]]:
    """So many socket servers on free ports, each a process of its own."""
    started = [Server(environment) for _ in range(count)]
    try:
        for server in started:
            wait_for(server.port)
        yield started
    finally:
        for server in started:
            server.process.terminate()
        for server in started:
            server.process.wait(60)


class Redis:
    """A server that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://{HOST}:{self.port}/0"
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", HOST, "--save", ""]
        command += ["--appendonly", "no", "--dir", str(self.folder), "--loglevel", "warning"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_for(self.port)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(60)

    def freeze(self) -> None:
        """It takes what is sent and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def flush(self) -> None:
        with network.create_connection((HOST, self.port)) as wire:
            wire.sendall(b"FLUSHALL\r\n")
            assert wire.recv(5) == b"+OK\r\n"


@contextmanager
def redis(folder: Path) -> Iterator[Redis]:
    started = Redis(folder)
    try:
        yield started
    finally:
        started.stop()
