"""Threads for what sockets ask of the database: a few of them, none shared with pages."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

from django.db import connections

from ..own_pool import use_own_pool

P = ParamSpec("P")
R = TypeVar("R")

# asgiref would run all sockets' work one after the other in a single thread of the process.
_sockets: Final = ThreadPoolExecutor(8, "live", initializer=use_own_pool)
_house: Final = ThreadPoolExecutor(2, "live-house", initializer=use_own_pool)


async def in_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run what asks the database, in a thread, with the caller's language and address."""
    return await _run(_sockets, work, *args, **kwargs)


async def in_house_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The same for what the process does for all: it does not stand in line with sockets that rush
    in, so that rights end in time."""
    return await _run(_house, work, *args, **kwargs)


async def _run(
    threads: ThreadPoolExecutor, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    context = contextvars.copy_context()

    def run() -> R:
        try:
            return context.run(work, *args, **kwargs)
        finally:
            # To the pool on PostgreSQL; SQLite opens its file again in a third of a millisecond.
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(threads, run)
