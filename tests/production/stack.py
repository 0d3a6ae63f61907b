"""The production profile as `make up` runs it, and what can befall it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.ports import HOST, free_port
from tests.worker_process import descendants

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 900.0
PATIENCE = 60.0
NEIGHBOURS = 6
# The conftest's own choices, and the database of the other tests, are not for this.
OF_TESTS = ("CALLOUT_PROFILE", "ADDON_MODULES", "DATA", "DATABASE_URL", "REDIS_URL", "ADDONS")


class Stack:
    """A running `make up`; its processes are known by the port they serve."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port(neighbours=NEIGHBOURS)
        self.url = f"http://{HOST}:{self.port}"
        self.log = data / "up.log"

    def start(self) -> None:
        environment = {k: v for k, v in os.environ.items() if k not in OF_TESTS}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "callout.up", "--port", str(self.port)),
                    *("--data", str(self.data / "up"), "--scale", "0.02"),
                ],
                env={**environment, "PYTHONPATH": str(ROOT / "site")},
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(lambda: "is running" in self.said() or self.process.poll() is not None, LONGEST_START)
        assert self.process.poll() is None, self.said()
        until(lambda: self.get("/readyz")[1].get("status") == "ready")

    def stop(self) -> None:
        below = descendants(self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        finally:
            for pid in below:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def pid(self, offset: int) -> int:
        """The process that `make up` started for the port so far behind the first."""
        mark = re.compile(rf"\b{self.port + offset}\b")
        for pid in descendants(self.process.pid):
            with suppress(OSError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
                if mark.search(command) and pid == os.getpgid(pid):
                    return pid
        raise AssertionError(f"nobody serves port {self.port + offset}")

    def kill(self, offset: int) -> None:
        """The process and all it has started, without a word."""
        leader = self.pid(offset)
        group = [leader, *descendants(leader)]
        os.killpg(leader, signal.SIGKILL)
        # Until then the system still takes connections for it, and loses them.
        until(lambda: all(map(is_gone, group)))

    def serves(self, offset: int) -> bool:
        """Whether it answers by itself; who only listens may still be starting."""
        address = f"http://{HOST}:{self.port + offset}/healthz"
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        return self.ask(urllib.request.Request(self.url + path, headers=headers))

    def post(self, path: str, data: Any, token: str = "") -> tuple[int, Any]:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = json.dumps(data).encode()
        return self.ask(urllib.request.Request(self.url + path, body, headers))

    def ask(self, request: urllib.request.Request) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, _content(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _content(error.read())

    def token(self, name: str) -> str:
        who = {"email": f"{name}@example.com", "password": "demo"}
        status, body = self.post("/api/v1/auth/token/", who)
        assert status == 200, body
        return str(body["token"])


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def _content(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode(errors="replace")


def until(holds: Callable[[], Any], within: float = PATIENCE) -> Any:
    deadline = time.monotonic() + within
    while not (found := holds()):
        assert time.monotonic() < deadline, f"did not come true within {within} s"
        time.sleep(0.1)
    return found
