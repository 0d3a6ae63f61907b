"""A process that works off owed effects as they come."""

from __future__ import annotations

import logging
import os
import signal
import time
from typing import Final

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections

from ..events.effects import deliver, take_effect
from .watch import Watch, watch

logger = logging.getLogger(__name__)

# Also without news: what failed becomes due again by itself.
LONGEST_WAIT: Final = 1.0
PAUSE_AFTER_ERROR: Final = 1.0


class EffectsProcess:
    """Ends after the effect at hand when told to, or when whoever started it is gone."""

    def __init__(self) -> None:
        self._starter = os.getppid()
        self._told_to_end = False

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # Not a Python handler: an effect that hangs anywhere has to end, and nothing but its
        # process goes with it.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        news: Watch | None = None
        while not self._should_end():
            try:
                news = news or watch()
                if not self._work_off():
                    close_old_connections()
                    news.wait(LONGEST_WAIT)
            except DatabaseError:
                logger.exception("The database does not answer; trying again")
                news = None
                connections.close_all()
                time.sleep(PAUSE_AFTER_ERROR)

    def _work_off(self) -> bool:
        """One effect; False if none is due."""
        run = take_effect()
        if run is None:
            return False
        signal.alarm(settings.WORKER_TIMEOUT)
        deliver(run)
        signal.alarm(0)
        return True

    def _should_end(self) -> bool:
        return self._told_to_end or os.getppid() != self._starter

    def _end(self, *_: object) -> None:
        self._told_to_end = True


def work_off_effects() -> None:
    EffectsProcess().run()
