"""Child processes that start together, stop together, and a lock so that nobody starts twice."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 10.0
PAUSE = 0.1

Group = dict[str, subprocess.Popen[bytes]]


class AlreadyRunning(Exception):
    """Another process holds the lock; `pid` is the number it wrote down."""

    def __init__(self, pid: str) -> None:
        self.pid = pid


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold the lock; the system gives it back even if we are killed."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(file.read().strip()) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


@contextmanager
def running(commands: dict[str, list[str]]) -> Iterator[Group]:
    """Start the commands, each with its children in its own group, and stop them at the end."""
    group: Group = {}
    try:
        for name, command in commands.items():
            group[name] = subprocess.Popen(command, start_new_session=True)
        yield group
    finally:
        stop(group)


def forked(work: Callable[[], None]) -> int:
    """Do it in a child that has all that is loaded here and gives its memory back; its exit code."""
    child = multiprocessing.get_context("fork").Process(target=_end_when_told, args=(work,))
    child.start()
    try:
        child.join()
    finally:
        child.kill()
    return child.exitcode or 0


def _end_when_told(work: Callable[[], None]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    work()


def ended(group: Group) -> str | None:
    """The name of a process that has ended."""
    return next((name for name, process in group.items() if process.poll() is not None), None)


def stop(group: Group) -> None:
    """Ask them to end, and make them if they take too long."""
    for process in group.values():
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(p.poll() is None for p in group.values()):
        time.sleep(PAUSE)
    for process in group.values():
        # Also those that ended: a child of theirs may still be there.
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return  # the whole group is gone, which is what we want
