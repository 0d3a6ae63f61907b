"""Running schedules by hand: all of them now, and the effects owed, until none is due."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from ..events.effects import due_effects, is_effect_under_way, owed_effects, run_owed_effects
from ..events.model import EffectRun
from ..models.schedule_run import ScheduleRun
from .runs import Outcome, recover_lost, run_taken, take, this_runner

LOOK: Final = 0.05

Say = Callable[[str], None]


def sweep(names: Iterable[str], *, say: Say) -> bool:
    """Run the schedules and what is owed, saying a line each; whether all went well."""
    went_well = True
    for name in names:
        outcome = run_now(name)
        say(f"{name}: {outcome.error or f'{outcome.handled} handled'}")
        went_well = went_well and not outcome.error
    return work_off_effects(say=say) and went_well


def run_now(name: str) -> Outcome:
    """Run the schedule, after any run of it that is going on: that may have begun too early."""
    while True:
        row = ScheduleRun.objects.get(name=name)
        taken = take(row, runner=this_runner()) if row.running_since is None else None
        if taken is not None and (outcome := run_taken(name, taken.number)) is not None:
            return outcome
        time.sleep(LOOK)
        recover_lost()


def work_off_effects(*, say: Say) -> bool:
    """Run owed effects, and wait for those that a worker is at, until none is due."""
    troubled = _troubled()
    tried = 0
    while due_effects().exists() or is_effect_under_way():
        tried += run_owed_effects()
        if is_effect_under_way():
            time.sleep(LOOK)
    new = _troubled() - troubled
    waiting = owed_effects().count()
    say(f"effects: {tried} tried, {waiting} to be tried again later, {len(new)} failed")
    return not new


def _troubled() -> set[tuple[int, int]]:
    """The attempts that have failed so far."""
    failed = EffectRun.objects.filter(done_at=None).exclude(error="")
    return set(failed.values_list("pk", "attempts"))
