"""Ending what should end by itself. Whoever looks first does it, and it is done once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final

from django.db import OperationalError
from django.db.models import Q

from addons.base import clock
from addons.base.faults import fault
from addons.base.workflow import Door, DoorError, System
from addons.base.workflow.doors import perform
from addons.base.workflow.unit import is_retryable

from .flow import ConsultationFlow
from .funding import fund
from .models import Consultation, Meter
from .timing import LOOKED_AFTER, PATIENCE

METER: Final = System("consultations.meter")
BATCH: Final = 500

logger = logging.getLogger(__name__)


def close_due() -> int:
    """End all that should have ended by now; how many."""
    notice_orphans()
    ended, last = 0, 0
    while keys := _candidates(after=last):
        last = keys[-1]
        ended += look_at(keys)
        fault("schedules:mid-batch")
    return ended


def look_at(keys: Iterable[int]) -> int:
    """Set money aside for these while there is some, and end those that are over; how many were."""
    fund(keys)
    return sum(close(key) for key in keys)


def close(key: int) -> bool:
    """End it if it should have ended. One that fails holds up nobody else."""
    found = Consultation.objects.active().filter(pk=key)
    try:
        for consultation in found.select_related("meter__hold").prefetch_related("meter__gaps"):
            if consultation.due(clock.now()) is None:
                continue
            perform(consultation, ConsultationFlow.close, actor=METER, via=Door.SCHEDULE)
            return True
    except DoorError as late:
        logger.info("Consultation %s goes on: %s", key, late)
    except OperationalError as error:
        if not is_retryable(error):
            raise
        logger.info("Consultation %s is left to who works on it", key)
    except Exception:
        logger.exception("Consultation %s could not be ended", key)
    return False


def notice_orphans() -> int:
    """Since when nobody of ours looks after a meter; who comes back to it makes that undone."""
    now = clock.now()
    alone = Meter.objects.filter(
        is_running=True, orphan_since=None, watched_at__lte=now - LOOKED_AFTER
    )
    # Looked for first: on SQLite an UPDATE of nothing still waits for all other writers.
    return alone.update(orphan_since=now) if alone.exists() else 0


def _candidates(*, after: int) -> list[int]:
    """Running ones for which some deadline has passed; whether it ends them is asked of each."""
    now = clock.now()
    gone = now - PATIENCE
    over = Meter.objects.filter(
        Q(customer_seen_at__lte=gone)
        | Q(provider_seen_at__lte=gone)
        | Q(stops_at__lte=now)
        | Q(funded_until__lte=now),
        is_running=True,
        pk__gt=after,
    )
    return list(over.order_by("pk").values_list("pk", flat=True)[:BATCH])
