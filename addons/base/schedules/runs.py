"""Runs of schedules: taken by one runner at a time, ended, and taken over from the dead.

All writes are guarded by the run's number, so a runner that was given up can no longer write.
"""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connections
from django.db.models import F, QuerySet
from django.utils import timezone
from django_q.exceptions import TimeoutException

from ..events.failures import where
from ..faults import fault
from ..models.schedule_run import ScheduleRun
from ..points import SCHEDULES
from .timing import next_slot

logger = logging.getLogger(__name__)

LONGEST_PAUSE: Final = 300
LOST: Final = "The run did not end: its worker was stopped, or it took too long."


@dataclass(frozen=True)
class Outcome:
    """How a run ended."""

    handled: int = 0
    error: str = ""


def this_runner() -> str:
    """The machine and process that answer for the runs they take."""
    return f"{socket.gethostname()}:{os.getpid()}"


def longest_run() -> timedelta:
    """A run that was taken longer ago than this is lost: nobody can still be at it."""
    return timedelta(seconds=settings.WORKER_TIMEOUT + settings.WORKER_RETRY)


def due_runs() -> QuerySet[ScheduleRun]:
    """The schedules that should look now and are not at it."""
    due = ScheduleRun.objects.filter(next_run__lte=timezone.now(), running_since=None)
    return due.filter(name__in=list(SCHEDULES)).order_by("next_run")


def take(row: ScheduleRun, *, runner: str) -> ScheduleRun | None:
    """Take the schedule's next run, or None if somebody else was first."""
    now = timezone.now()
    taken = _still(row).filter(running_since=None)
    if not taken.update(
        number=row.number + 1,
        running_since=now,
        last_started=now,
        runner=runner,
        next_run=next_slot(SCHEDULES[row.name], slot=row.next_run, now=now),
    ):
        return None
    return ScheduleRun.objects.get(pk=row.pk)


def run_taken(name: str, number: int) -> Outcome | None:
    """Run the schedule for the run that was taken; None if it has been ended or taken over.

    What the cluster executes: by the name of a declared schedule, never by a path from data.
    """
    row = ScheduleRun.objects.filter(name=name, number=number, running_since__isnull=False).first()
    if row is None or name not in SCHEDULES:
        return None
    fault("schedules:taken")
    outcome = _run(name)
    fault("schedules:before-end")
    (_end_badly if outcome.error else _end_well)(row, outcome)
    return outcome


def recover_lost() -> int:
    """Give back the runs whose runner has died; returns how many."""
    running = ScheduleRun.objects.filter(running_since__isnull=False)
    lost = [row for row in running if _is_lost(row, now=timezone.now())]
    for row in lost:
        logger.error("%s: %s", row.name, LOST)
        _end_badly(row, Outcome(error=LOST))
    return len(lost)


def _run(name: str) -> Outcome:
    try:
        return Outcome(handled=int(SCHEDULES[name].run() or 0))
    except (Exception, TimeoutException) as error:
        logger.exception("Schedule %s failed", name)
        # Interrupted anywhere, a connection may be left in the middle of something.
        if isinstance(error, TimeoutException):
            connections.close_all()
        return Outcome(error=where(error))


def _still(row: ScheduleRun) -> QuerySet[ScheduleRun]:
    return ScheduleRun.objects.filter(pk=row.pk, number=row.number)


def _end_well(row: ScheduleRun, outcome: Outcome) -> None:
    _still(row).filter(running_since__isnull=False).update(
        running_since=None,
        runner="",
        last_finished=timezone.now(),
        handled=F("handled") + outcome.handled,
        failed_in_a_row=0,
        last_error="",
    )


def _end_badly(row: ScheduleRun, outcome: Outcome) -> None:
    pause = min(2**row.failed_in_a_row, LONGEST_PAUSE)
    _still(row).filter(running_since__isnull=False).update(
        running_since=None,
        runner="",
        next_run=timezone.now() + timedelta(seconds=pause),
        failed=F("failed") + 1,
        failed_in_a_row=F("failed_in_a_row") + 1,
        last_error=outcome.error,
    )


def _is_lost(row: ScheduleRun, *, now: datetime) -> bool:
    if row.running_since is None:
        return False
    return now - row.running_since > longest_run() or is_dead(row.runner)


def is_dead(runner: str) -> bool:
    """Whether it ran on this machine and is gone. Of other machines nothing is known."""
    host, _, process = runner.rpartition(":")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False  # somebody else's, so it is there
    return False
