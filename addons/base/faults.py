"""Named points at which a test ends the process, to see what a crash there leaves behind.

    CALLOUT_FAULT=perform:after-history manage.py sweep

Production refuses the variable; without it a point costs one comparison.
"""

from __future__ import annotations

import os
import signal
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .registry import Registry

FAULTS: Registry[str] = Registry(
    "fault point",
    "`slots.py`: name → what has been done there and what has not. Code passes it by fault(name); "
    "an addon that names points of its own tries each of them in its tests.",
)

for _name, _summary in {
    "perform:after-lock": "The record is locked, nothing has changed.",
    "perform:after-body": "Changed in memory alone.",
    "perform:after-update": "The row is written, its event is not.",
    "perform:after-event": "The event is written, the whole row is not.",
    "perform:after-history": "Row, event and history are written, the effects not owed.",
    "perform:after-effects-owed": "All of the record's own is written.",
    "perform:after-follow-ups": "All is written, not committed.",
    "perform:after-commit": "Committed; nobody has been woken.",
    "effects:taken": "An effect is taken, which is not committed.",
    "effects:attempt-counted": "The attempt is counted, not made.",
    "effects:after-work": "The work is done, which nobody has noted.",
    "schedules:taken": "A run is taken and not begun.",
    "schedules:mid-batch": "One of several has been handled.",
    "schedules:before-end": "All are handled, the run has not ended.",
    "sets:between-steps": "The rows of one table are written, those of the next are not.",
}.items():
    FAULTS.register(_name, _summary)
# PostgreSQL writes all of it in one statement: there is no between.
ONLY_ON_SQLITE: Final = frozenset(
    {"perform:after-update", "perform:after-event", "sets:between-steps"}
)

_chosen: str = settings.FAULT


def check_chosen() -> None:
    """Refuse to start with a point that no enabled addon passes."""
    if _chosen and _chosen not in FAULTS:
        raise ImproperlyConfigured(f"CALLOUT_FAULT: there is {', '.join(FAULTS)}; no {_chosen}.")


def fault(point: str) -> None:
    """End the process here, as a power cut would, if this point was chosen."""
    if _chosen == point:
        os.kill(os.getpid(), signal.SIGKILL)
