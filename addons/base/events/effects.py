"""Working off what events owe: at least once each, again after an error, given up in the end.

The attempt is counted and committed before it is made, so that an effect which takes its worker
with it is given up like any other.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from .. import clock
from ..faults import fault
from ..points import EFFECTS
from .failures import where
from .model import EffectRun
from .owe import effects_recorded_only

__all__ = ["deliver", "due_effects", "effects_recorded_only", "owed_effects", "run_owed_effects"]

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 5
FIRST_PAUSE: Final = 20
GROWTH: Final = 6
LOST: Final = "It did not end: its worker was stopped, or it took too long."


def run_owed_effects(limit: int = 10_000) -> int:
    """Run what is due, one after the other; returns how many were tried."""
    for done in range(limit):
        run = take_effect()
        if run is None:
            return done
        deliver(run)
    return limit


def owed_effects() -> QuerySet[EffectRun]:
    """What is neither done nor given up. Effects of addons that are off wait there quietly."""
    return EffectRun.objects.filter(done_at=None, given_up_at=None, effect__in=list(EFFECTS))


def due_effects() -> QuerySet[EffectRun]:
    return owed_effects().filter(not_before__lte=clock.now())


def is_effect_under_way() -> bool:
    """Whether somebody may still be at one: it is taken, and not for longer than it may last."""
    taken = owed_effects().filter(attempts__gt=0, error="", not_before__gt=clock.now())
    return any(run.not_before - pause(run.attempts) > clock.now() for run in taken)


def take_effect() -> EffectRun | None:
    """The next due effect, its attempt counted; nobody else takes it while it may be running."""
    # Asked first without a transaction: on SQLite each one waits for the only writer.
    while due_effects().exists():
        with transaction.atomic():
            # Elsewhere than on PostgreSQL there is no such lock; there the guard below decides.
            run = (
                due_effects()
                .order_by("not_before", "id")
                .select_for_update(skip_locked=True)
                .first()
            )
            if run is None:
                return None
            if run.attempts >= MOST_ATTEMPTS:
                _give_up(run, error=run.error or LOST)
                continue
            longest = timedelta(seconds=settings.WORKER_TIMEOUT)
            attempts = run.attempts + 1
            if _still(run).update(
                attempts=attempts, error="", not_before=clock.now() + longest + pause(attempts)
            ):
                fault("effects:taken")
                return EffectRun.objects.select_related("event").get(pk=run.pk)
    return None


def deliver(run: EffectRun) -> None:
    """Run the effect of a row that has been taken, outside any transaction."""
    fault("effects:attempt-counted")
    try:
        EFFECTS[run.effect].run(run.event)
    except Exception as error:
        logger.exception("Effect %s failed for event %s", run.effect, run.event_id)
        if run.attempts >= MOST_ATTEMPTS:
            _give_up(run, error=where(error))
        else:
            _still(run).update(error=where(error), not_before=clock.now() + pause(run.attempts))
    else:
        fault("effects:after-work")
        _still(run).update(done_at=clock.now())


def given_up_effects() -> QuerySet[EffectRun]:
    return EffectRun.objects.filter(given_up_at__isnull=False, effect__in=list(EFFECTS))


def try_given_up_again(*keys: int) -> int:
    """Let those that were given up (all, or these) be tried anew; returns how many."""
    chosen = given_up_effects()
    if keys:
        chosen = chosen.filter(pk__in=keys)
    return chosen.update(given_up_at=None, attempts=0, error="", not_before=clock.now())


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 20 s, 2 min, 12 min, 72 min."""
    return timedelta(seconds=FIRST_PAUSE * GROWTH ** (attempts - 1))


def _still(run: EffectRun) -> QuerySet[EffectRun]:
    """The row, unless somebody has taken it since."""
    return EffectRun.objects.filter(pk=run.pk, attempts=run.attempts, done_at=None)


def _give_up(run: EffectRun, *, error: str) -> None:
    logger.error("Effect %s for event %s is given up: %s", run.effect, run.event_id, error)
    _still(run).update(given_up_at=clock.now(), error=error)
