"""The daily walk through the log: what `manage.py verify` asks, a part at a time.

A log of years takes longer than a run of a schedule may. So one schedule opens the check of the day,
and another walks on a few seconds at a time; killed anywhere, it takes up the last step again.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Final

from django.db.models import Q

from .. import clock
from ..models.integrity_check import IntegrityCheck
from .verify import Place, Tally, walk

logger = logging.getLogger(__name__)

# Seconds a run may take; the next one goes on.
BUDGET: Final = 10.0
# Not a second one on the same day, however often the schedules are swept.
APART: Final = timedelta(hours=20)
KEPT: Final = timedelta(days=90)
MOST_SENTENCES: Final = 100


def open_integrity_check() -> int:
    """Begin the check of the day, unless one is going on or has just been."""
    now = clock.now()
    IntegrityCheck.objects.filter(started_at__lt=now - KEPT).delete()
    lately = IntegrityCheck.objects.filter(Q(ended_at=None) | Q(started_at__gt=now - APART))
    if lately.exists():
        return 0
    IntegrityCheck.objects.create(started_at=now)
    return 1


def check_integrity() -> int:
    """A few seconds more of the check that is open."""
    check = IntegrityCheck.objects.filter(ended_at=None).first()
    return 0 if check is None else go_on(check, budget=BUDGET)


def go_on(check: IntegrityCheck, *, budget: float) -> int:
    """Walk on for `budget` seconds, at least one step; how many were taken."""
    end = time.monotonic() + budget
    tally = Tally(streams=check.streams, events=check.events)
    steps = 0
    for place, sentences in walk(after=Place(check.part, check.key), tally=tally):
        steps += 1
        note(check, place, tally, sentences)
        if time.monotonic() >= end:
            return steps
    check.ended_at = clock.now()
    check.save()
    return steps


def note(check: IntegrityCheck, place: Place, tally: Tally, sentences: list[str]) -> None:
    for sentence in sentences:
        logger.error("The event log does not hold: %s", sentence)
    check.part, check.key = place.part, place.key
    check.streams, check.events = tally.streams, tally.events
    check.found += len(sentences)
    check.sentences = (check.sentences + sentences)[:MOST_SENTENCES]
    check.save()


def last_check() -> IntegrityCheck | None:
    """The last one that came to its end."""
    return IntegrityCheck.objects.filter(ended_at__isnull=False).first()
