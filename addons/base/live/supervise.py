"""Keeping a task alive: an error is logged and it starts again, each time a little later."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

logger = logging.getLogger(__name__)

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0


async def supervised(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run it until it returns by itself or is cancelled."""
    loop = asyncio.get_running_loop()
    pause = FIRST_PAUSE
    while True:
        began = loop.time()
        try:
            return await run()
        except Exception:
            logger.exception("%s stopped and will start again", name)
        # One that ran well for a while has earned a quick start.
        pause = FIRST_PAUSE if loop.time() - began > LONGEST_PAUSE else pause
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
