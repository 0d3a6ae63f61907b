"""Keeps one worker group alive: starts it, watches whether it gets on, ends it, starts another.

It never asks the database, so nothing that befalls that one can befall it.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import time
from contextlib import suppress
from typing import Final, cast

from django.conf import settings

from .group import fork, run_group

logger = logging.getLogger(__name__)

LOOK: Final = 0.1
# What starts us allows ten seconds.
LONGEST_END: Final = 7.0
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 30.0
# A group that lived as long as this has earned a quick start.
LONG_LIFE: Final = 30.0


class Supervisor:
    def __init__(self, *, patience: float) -> None:
        self.patience = patience
        self._beat = fork.Value("d", 0.0, lock=False)
        self._told_to_end = False

    def run(self) -> None:
        """Until SIGTERM or Ctrl-C."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        # Kept out of the collector, so that the children go on sharing this memory.
        gc.collect()
        gc.freeze()
        pause = FIRST_PAUSE
        while not self._told_to_end:
            began = time.monotonic()
            self._run_group()
            pause = FIRST_PAUSE if time.monotonic() - began > LONG_LIFE else pause
            self._sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _run_group(self) -> None:
        self._beat.value = time.monotonic()
        group = fork.Process(target=run_group, args=(self._beat,), name="worker group")
        group.start()
        leader = cast(int, group.pid)
        with suppress(PermissionError, ProcessLookupError):
            # Here too, because nobody knows which of us comes first.
            os.setpgid(leader, leader)
        logger.info("Worker group %s started", leader)
        while not self._told_to_end and group.is_alive() and self._gets_on():
            time.sleep(LOOK)
        if not group.is_alive():
            logger.error("Worker group %s ended (%s)", leader, group.exitcode)
        elif self._told_to_end:
            group.terminate()
            group.join(LONGEST_END)
        else:
            logger.error(
                "Worker group %s has not ended a task for %s s; it is killed",
                *(leader, self.patience),
            )
        self._kill(leader)
        group.join()

    def _kill(self, group: int) -> None:
        with suppress(ProcessLookupError):  # they are gone, which is what we want
            os.killpg(group, signal.SIGKILL)

    def _gets_on(self) -> bool:
        return bool(time.monotonic() - self._beat.value < self.patience)

    def _sleep(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._told_to_end and time.monotonic() < deadline:
            time.sleep(LOOK)

    def _end(self, *_: object) -> None:
        self._told_to_end = True


def patience() -> float:
    """Longer than a task can take and be tried again."""
    return float(settings.WORKER_TIMEOUT + settings.WORKER_RETRY)
