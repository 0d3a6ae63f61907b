#!/usr/bin/env python
"""Rows 3 and 5 over REST: a transition, and a new record, each with audit and live event.

    python bench/writes.py [--operations 800] [--rounds 5]

Ours has the token, permission, form, lock, guard, event with its hash, history row and the wake of
the live tail. The limit is a Django with one view, hardly any middleware and statements written
by hand. Ends with 1 if the log and the history do not hold one row for each answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import bookings
import figures
from figures import Goal, report, say, short, take_turns
from ground import analyze, prepared
from web import BARE, OURS, per_second, request, serving

GOALS = {"transition": Goal(200), "creation": Goal(200)}
PARCELS = 200
NEW = json.dumps({"title": "Books", "weight": "3.5", "fragile": False}).encode()


def main() -> int:
    parser = figures.parser(__doc__)
    parser.add_argument("--operations", type=int, default=short(500, 60), help="a round and side")
    parser.add_argument("--rounds", type=int, default=short(5, 1))
    options = parser.parse_args()
    with prepared(addons="accounts", modules="tests.dummy"):
        carrier = bookings.a_dispatcher()
        who = bookings.bearer_of(carrier)
        keys = make_parcels(carrier)
        weigh = [request("POST", f"/api/v1/parcels/{key}/weigh/", who) for key in keys]
        pack = [request("POST", "/api/v1/parcels/", who, body=NEW)]
        by_hand = [request("POST", f"/change/{key}") for key in keys]
        analyze()
        with serving(OURS) as ours, serving(BARE) as bare:
            transitions = Counted(lambda n: per_second(ours, weigh, total=n), options.operations)
            creations = Counted(lambda n: per_second(ours, pack, total=n), options.operations)
            sides = {
                "transition": transitions,
                "creation": creations,
                "limit": lambda: per_second(bare, by_hand, total=options.operations),
            }
            rates = take_turns(sides, rounds=options.rounds)
        is_audited = are_told("weigh", transitions.done) and are_told(
            "pack", creations.done + PARCELS
        )
    is_reached = report("3 and 5  writing over REST", rates, unit="/s", goals=GOALS)
    return int(not is_audited or (options.must and not is_reached))


class Counted:
    """A side that counts what it has done, the round to warm up included."""

    def __init__(self, run: Callable[[int], float], operations: int) -> None:
        self.run = run
        self.operations = operations
        self.done = 0

    def __call__(self) -> float:
        self.done += self.operations
        return self.run(self.operations)


def make_parcels(carrier: Any) -> list[int]:
    from addons.base.workflow import Door
    from addons.base.workflow.doors import create
    from tests.dummy.models import Parcel

    data = {"title": "Books", "weight": "3.5"}
    made = [create(Parcel, actor=carrier, via=Door.REST, data=data) for _ in range(PARCELS)]
    return [parcel.pk for parcel in made]


def are_told(transition: str, operations: int) -> bool:
    """Whether the log and the history hold one row for each operation."""
    from addons.base.models import Event
    from tests.dummy.models import Parcel

    events = Event.objects.filter(record_type="dummy.parcel", transition=transition)
    history = Parcel.history.filter(event_id__in=events.values("pk"))
    counts = events.count(), history.count()
    if counts == (operations, operations):
        return True
    say(f"  {transition}: {operations} operations, but {counts} events and history rows")
    return False


if __name__ == "__main__":
    sys.exit(main())
