#!/usr/bin/env python
"""Row 9: a sweep takes 10,000 due records of a million, each audited.

    python bench/sweep.py [--records 1000000] [--due 10000] [--rounds 3]

Ours is a transition that is declared for sets; the limit is one UPDATE that tells nobody.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from typing import Any

import bookings
import figures
from figures import Goal, report, say, short, take_turns
from ground import analyze, prepared

GOALS = {"sweep": Goal(3.0, most=True)}


def main() -> int:
    parser = figures.parser(__doc__)
    parser.add_argument("--records", type=int, default=short(1_000_000, 20_000))
    parser.add_argument("--due", type=int, default=short(10_000, 1_000))
    parser.add_argument("--rounds", type=int, default=short(3, 1))
    options = parser.parse_args()
    with prepared(addons="accounts", modules="tests.dummy"):
        build(options.records)
        due = Due(options.due)
        rates = take_turns({"sweep": due.sweep, "limit": due.by_hand}, rounds=options.rounds)
        is_audited = due.is_audited()
    title = f"9  sweep: {options.due:,} due of {options.records:,}"
    is_reached = report(title, rates, unit="s", goals=GOALS)
    return int(not is_audited or (options.must and not is_reached))


def build(count: int) -> None:
    from tests.dummy.models import Parcel

    sender = bookings.a_dispatcher()
    fields = {"title": "Books", "weight": 3, "sender": sender, **bookings.head("delivered")}
    bookings.insert(Parcel, (Parcel(**fields) for _ in range(count)))


class Due:
    """Makes so many records due before each round, which is not measured."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.swept = 0

    def prepare(self) -> None:
        from addons.base import clock
        from tests.dummy.models import Parcel

        first = list(Parcel._plain.order_by("pk").values_list("pk", flat=True)[: self.count])
        sent_at = clock.now() - timedelta(days=8)
        Parcel._plain.filter(pk__in=first).update(state="sent", sent_at=sent_at)
        analyze()

    def sweep(self) -> float:
        from tests.dummy.schedules import lapse_parcels

        self.prepare()
        started = time.perf_counter()
        self.swept += lapse_parcels()
        return time.perf_counter() - started

    def by_hand(self) -> float:
        from tests.dummy.models import Parcel

        self.prepare()
        started = time.perf_counter()
        Parcel._plain.filter(pk__in=lapsed()).update(state="returned")
        return time.perf_counter() - started

    def is_audited(self) -> bool:
        from addons.base.models import Event
        from tests.dummy.models import Parcel

        events = Event.objects.filter(transition="lapse").count()
        rows = Parcel.history.filter(history_type="~").count()
        if events == rows == self.swept:
            return True
        say(f"  {self.swept} swept, but {events} events and {rows} history rows")
        return False


def lapsed() -> Any:
    from tests.dummy.models import Parcel

    return Parcel.objects.lapsed().values("pk")


if __name__ == "__main__":
    sys.exit(main())
