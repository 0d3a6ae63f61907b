"""Web servers, and clients that ask them as fast as they answer."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from ground import ROOT

HOST = "127.0.0.1"
CLIENTS = 8
WORKERS = 2
# A busy machine takes its time to start a server.
PATIENCE = 180.0


@dataclass(frozen=True)
class Application:
    """What gunicorn serves, and the folder it is imported from."""

    name: str
    folder: str


OURS = Application("callout.wsgi", "site")
BARE = Application("bare_pages", "bench")


@contextmanager
def serving(application: Application) -> Iterator[int]:
    """Two workers with the application; gives their port."""
    with running(application) as (port, _pid):
        yield port


@contextmanager
def running(application: Application) -> Iterator[tuple[int, int]]:
    """The same, with the process that started them."""
    port = free_port()
    settings = str(ROOT / "deploy" / "gunicorn.conf.py")
    command = [sys.executable, "-m", "gunicorn", "--config", settings]
    command += ["--chdir", str(ROOT / application.folder)]
    command += [application.name, "--workers", str(WORKERS), "--bind", f"{HOST}:{port}"]
    # What they log is read nowhere here.
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ}, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(10)


def free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("A server did not start.")


def request(method: str, path: str, *headers: str, body: bytes = b"") -> bytes:
    """A request as it goes over the wire, by way of a proxy that speaks TLS to the world."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "X-Forwarded-Proto: https"]
    lines += [*headers, f"Content-Length: {len(body)}"]
    if body:
        lines.append("Content-Type: application/json")
    return "\r\n".join([*lines, "", ""]).encode() + body


def per_second(port: int, requests: Sequence[bytes], *, total: int) -> float:
    """Answers per second to the clients, who ask the requests in turn, `total` times in all."""
    numbers = count()
    failed: list[str] = []

    def client() -> None:
        with Connection(port) as connection:
            while (number := next(numbers)) < total and not failed:
                try:
                    connection.ask(requests[number % len(requests)])
                except (OSError, ValueError) as error:
                    failed.append(str(error))

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"A request failed: {failed[0]}")
    return total / (time.perf_counter() - started)


def asking(port: int, requests: Sequence[bytes], *, total: int) -> Callable[[], float]:
    return lambda: per_second(port, requests, total=total)


class Connection:
    """The least of HTTP that a client needs; connects anew where the server has closed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *error: object) -> None:
        if self.socket is not None:
            self.socket.close()

    def ask(self, content: bytes) -> bytes:
        """The body of the answer; raises if it is an error or no whole answer."""
        if self.socket is None:
            self.socket = socket.create_connection((HOST, self.port), timeout=PATIENCE)
        self.socket.sendall(content)
        head, rest = self._head()
        if b"content-length" not in head:
            raise ValueError(f"An answer does not say how long it is: {head}")
        length = int(head[b"content-length"])
        parts, missing = [rest], length - len(rest)
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        if head.get(b"connection", b"").lower() == b"close":
            self.socket.close()
            self.socket = None
        body = b"".join(parts)
        if head[b""] not in (b"200", b"201"):
            raise ValueError(f"{head[b''].decode()} {body[:500]!r}")
        return body

    def _head(self) -> tuple[dict[bytes, bytes], bytes]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, rest = received.partition(b"\r\n\r\n")
        status, *lines = head.split(b"\r\n")
        found = {b"": status.split()[1]}
        for line in lines:
            name, _, value = line.partition(b":")
            found[name.lower()] = value.strip()
        return found, rest

    def _more(self) -> bytes:
        assert self.socket is not None
        data = self.socket.recv(1 << 18)
        if not data:
            raise OSError("The server closed its connection in the middle.")
        return data
