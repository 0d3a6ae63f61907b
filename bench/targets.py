#!/usr/bin/env python
"""Row 9: a sweep finds 10,000 missed promises among a million, each audited on its ticket.

    python bench/targets.py [--records 1000000] [--due 10000] [--rounds 3]

Ours writes for each the guarded ticket, the sealed event, the history row, and on the promise when
it was missed and who had the ticket then; the limit is two UPDATEs that tell nobody. All others are
promises that were kept, as most are in a house that has run for years.
"""

from __future__ import annotations

import gc
import sys
from datetime import timedelta

import bookings
import figures
from figures import Goal, report, say, short, take_turns
from ground import analyze, prepared
from processor import Processor

GOALS = {"sweep": Goal(3.0, most=True)}
AGENTS = 20


def main() -> int:
    parser = figures.parser(__doc__)
    parser.add_argument("--records", type=int, default=short(1_000_000, 20_000))
    parser.add_argument("--due", type=int, default=short(10_000, 1_000))
    parser.add_argument("--rounds", type=int, default=short(3, 1))
    options = parser.parse_args()
    with prepared(addons="tickets"):
        build(options.records, due=options.due)
        # As the worker does before it forks.
        gc.collect()
        gc.freeze()
        missed = Missed(options.due)
        sides = {"sweep": missed.sweep, "limit": missed.by_hand}
        rates = take_turns(sides, rounds=options.rounds)
        title = f"9  sweep: {options.due:,} promises missed of {options.records:,}"
        is_reached = report(title, rates, unit="s", goals=GOALS)
        missed.processor.report()
        is_audited = missed.is_audited()
    return int(not is_audited or (options.must and not is_reached))


def build(records: int, *, due: int) -> None:
    """So many tickets that wait for their first answer, and promises that were kept long ago."""
    from addons.base import clock
    from addons.tickets.models import Clock, ServicePolicy, Ticket, TicketCategory

    category = TicketCategory.objects.create(name="Water", slug="water")
    policy = ServicePolicy.objects.create(name="For all")
    people = bookings.insert(
        bookings.people_model(), (bookings.a_person(n) for n in range(AGENTS + 1))
    )
    asked = (
        Ticket(
            customer=people[0],
            agent=people[1 + n % AGENTS],
            subject="The tap drips",
            description="Since yesterday.",
            category=category,
            **bookings.head("assigned"),
        )
        for n in range(due)
    )
    tickets = bookings.insert(Ticket, asked)
    started = clock.now() - timedelta(days=1)
    promised = (
        Clock(
            ticket=ticket,
            target="first_response",
            policy=policy,
            basis=policy.basis(),
            budget_s=3600,
            started_at=started,
            due_at=started + timedelta(hours=1),
            warn_at=started + timedelta(minutes=48),
            warned_at=started + timedelta(minutes=48),
        )
        for ticket in tickets
    )
    bookings.insert(Clock, promised)
    answered = {"stopped_at": started + timedelta(minutes=5), "took_s": 300, "warned_at": None}
    bookings.multiply(records // due, Clock, **answered)


class Missed:
    """Makes the promises that run due again before each round, which is not measured."""

    def __init__(self, count: int) -> None:
        self.count, self.swept = count, 0
        self.processor = Processor()

    def prepare(self) -> None:
        from addons.tickets.models import Clock

        Clock.objects.running().update(breached_at=None, breached_agent=None)
        analyze()

    def sweep(self) -> float:
        from addons.tickets.schedules import watch_targets

        def swept() -> None:
            self.swept += watch_targets()

        self.prepare()
        return self.processor.timed("sweep", swept)

    def by_hand(self) -> float:
        self.prepare()
        return self.processor.timed("limit", update_by_hand)

    def is_audited(self) -> bool:
        from addons.base.models import Event
        from addons.tickets.models import Clock, Ticket

        found = {
            "breaches": Event.objects.filter(transition="breach").count(),
            "rows of tickets": Ticket.history.filter(history_type="~").count(),
        }
        wrong = {what: number for what, number in found.items() if number != self.swept}
        unmarked = Clock.objects.running().filter(breached_at=None).count()
        if wrong or unmarked:
            say(f"  {self.swept} swept, but {wrong}, and {unmarked} are not marked")
        return not wrong and not unmarked and self.swept % self.count == 0


def update_by_hand() -> None:
    from django.db import transaction
    from django.db.models import F

    from addons.tickets.models import Clock, Ticket

    with transaction.atomic():
        due = Clock.objects.to_breach()
        Ticket._plain.filter(pk__in=due.values("ticket")).update(version=F("version") + 1)
        Clock.objects.filter(pk__in=due.values("pk")).update(breached_at=F("due_at"))


if __name__ == "__main__":
    sys.exit(main())
