"""Races on real connections. The test needs `@pytest.mark.django_db(transaction=True)`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any
from unittest.mock import patch

from django.db import connections, transaction

from ..workflow import bulk, rows

PATIENCE = 60.0


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """What `act(0)` … `act(count - 1)` returned or raised, all started at the same moment."""
    start = threading.Barrier(count)
    answers: list[Any] = [None] * count

    def run(number: int) -> None:
        try:
            start.wait(PATIENCE)
            answers[number] = act(number)
        except Exception as error:  # noqa: BLE001 the answer is the caller's to judge
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return answers


@contextmanager
def elsewhere(work: Callable[[], Any]) -> Iterator[None]:
    """Inside the block somebody else has done the work and not committed it yet."""
    done, leave = threading.Event(), threading.Event()
    failures: list[Exception] = []

    def run() -> None:
        try:
            with transaction.atomic():
                work()
                done.set()
                leave.wait(PATIENCE)
        except Exception as error:  # noqa: BLE001 raised again below, in the test's own thread
            failures.append(error)
        finally:
            done.set()
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    done.wait(PATIENCE)
    try:
        yield
    finally:
        leave.set()
        thread.join(PATIENCE)
    if failures:
        raise failures[0]


# --- what the promises rest on -----------------------------------------------------------------


@contextmanager
def unguarded() -> Iterator[None]:
    """Read, check and save: a race that goes well even so has tested nothing."""
    with without_lock(), without_guard():
        yield


@contextmanager
def without_lock() -> Iterator[None]:
    """The doors work on what their caller read."""
    with (
        patch("addons.base.workflow.doors.lock", lambda record, actor: copy(record)),
        patch.object(bulk, "_locked", bulk._rows),
    ):
        yield


@contextmanager
def without_guard() -> Iterator[None]:
    """A row is written whatever it has become since it was read."""
    statements = (rows._one_statement, rows._three_statements)
    with patch.object(rows, "GUARD", ()):
        for statement in statements:
            statement.cache_clear()
        yield
    for statement in statements:
        statement.cache_clear()
