"""Whether the worker gets on: for /readyz and the console."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from .. import clock
from ..events.effects import given_up_effects, owed_effects
from ..models.schedule_run import ScheduleRun
from ..points import SCHEDULES
from .runs import longest_run

PING = "base.ping"


@dataclass(frozen=True)
class Progress:
    """`owed` are effects still to be run, `late_since` is when the oldest of them was due. `failing`
    schedules end in errors; `stuck` ones are long due, or their run does not end; of those that
    are `never_run` a worker has yet to take one."""

    last_ping: datetime | None
    last_run: datetime | None
    owed: int
    late_since: datetime | None
    given_up: int
    failing: tuple[str, ...]
    stuck: tuple[str, ...]
    never_run: tuple[str, ...]

    @property
    def stands_still(self) -> bool:
        """No worker has ended a run for so long that none can be alive, whatever it looks like."""
        if self.last_ping is None:
            return True
        return timezone.now() - self.last_ping > longest_run()


def progress() -> Progress:
    """How far the worker is, from rows alone: the same in every process."""
    rows = {row.name: row for row in ScheduleRun.objects.filter(name__in=list(SCHEDULES))}
    ping = rows.pop(PING, None)
    oldest = owed_effects().filter(not_before__lte=clock.now()).order_by("not_before").first()
    return Progress(
        last_ping=ping.last_finished if ping else None,
        last_run=max(
            (row.last_finished for row in rows.values() if row.last_finished), default=None
        ),
        owed=owed_effects().count(),
        late_since=oldest.not_before if oldest else None,
        given_up=given_up_effects().count(),
        failing=tuple(sorted(name for name, row in rows.items() if row.failed_in_a_row)),
        stuck=tuple(sorted(name for name, row in rows.items() if is_stuck(row))),
        never_run=tuple(sorted(name for name, row in rows.items() if row.last_started is None)),
    )


def is_stuck(row: ScheduleRun) -> bool:
    """Whether its run, or the wait for one, has lasted longer than any run may."""
    return timezone.now() - (row.running_since or row.next_run) > longest_run()
