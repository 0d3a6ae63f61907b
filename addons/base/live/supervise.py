"""Keeping a task alive, where an error starts it again a little later, and ending it for good."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

logger = logging.getLogger(__name__)

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
ASK_AGAIN: Final = 0.5


async def supervised(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run it until it returns by itself or is cancelled."""
    loop = asyncio.get_running_loop()
    failures = 0
    while True:
        began = loop.time()
        try:
            return await run()
        except Exception as error:
            # One that ran well for a while has earned a quick start.
            failures = 1 if loop.time() - began > LONGEST_PAUSE else failures + 1
            if failures == 1:
                logger.exception("%s stopped and will start again", name)
            else:
                logger.warning("%s stopped again: %r", name, error)
        await asyncio.sleep(min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE))


async def ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel them, and come back when they have ended."""
    tasks = list(tasks)
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        # Once may not do: before Python 3.12 asyncio.wait_for() forgets that it was cancelled when
        # what it waits for comes at the same moment, and libraries use it.
        _, running = await asyncio.wait(running, timeout=ASK_AGAIN)
    await asyncio.gather(*tasks, return_exceptions=True)
