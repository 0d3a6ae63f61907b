#!/usr/bin/env python
"""Row 9: a sweep closes 10,000 overdue offers of a million, each audited, and frees their jobs.

    python bench/sweep.py [--records 1000000] [--due 10000] [--rounds 3]

Ours writes for each offer, and for the job that loses its provider by it, the guarded row, the sealed
event and the history row, and counts for the provider; the limit is two UPDATEs that tell nobody.
Beside the clock stands the processor time of Python and of PostgreSQL. Asking the next providers
comes after the sweep and is told by itself.
"""

from __future__ import annotations

import gc
import sys
import time
from datetime import timedelta

import bookings
import figures
from figures import Goal, report, say, short, take_turns
from ground import analyze, prepared
from processor import Processor

GOALS = {"sweep": Goal(3.0, most=True)}
PROVIDERS = 500


def main() -> int:
    parser = figures.parser(__doc__)
    parser.add_argument("--records", type=int, default=short(1_000_000, 20_000))
    parser.add_argument("--due", type=int, default=short(10_000, 1_000))
    parser.add_argument("--rounds", type=int, default=short(3, 1))
    options = parser.parse_args()
    with prepared(addons="jobs,website"):
        build(options.records, due=options.due)
        # As the worker does before it forks.
        gc.collect()
        gc.freeze()
        due = Due(options.due)
        rates = take_turns({"sweep": due.sweep, "limit": due.by_hand}, rounds=options.rounds)
        title = f"9  sweep: {options.due:,} offers due of {options.records:,}"
        is_reached = report(title, rates, unit="s", goals=GOALS)
        due.processor.report()
        is_audited = due.is_audited()
        due.pass_on()
    return int(not is_audited or (options.must and not is_reached))


def build(records: int, *, due: int) -> None:
    """So many jobs that wait for an answer, and offers that were answered long ago."""
    from addons.catalog.models import ServiceCategory
    from addons.jobs.models import Job, Offer
    from addons.providers.models import Provider, ProviderService, ProviderStanding

    category = ServiceCategory.objects.create(name="Leak repair", slug="leak-repair")
    people = bookings.insert(
        bookings.people_model(), (bookings.a_person(n) for n in range(PROVIDERS + 1))
    )
    providers = [bookings.a_provider(person) for person in people[1:]]
    for number, provider in enumerate(providers):
        provider.move_to(12.9 + number % 25 / 150, 77.5 + number // 25 / 75)
    providers = bookings.insert(Provider, providers)
    bookings.insert(ProviderStanding, (ProviderStanding(provider=p) for p in providers))
    offered = (ProviderService(provider=p, category=category, price=500) for p in providers)
    bookings.insert(ProviderService, offered)
    asked = (providers[n % PROVIDERS] for n in range(due))
    jobs = (bookings.a_job_for(people[0], p, category, "pending") for p in asked)
    jobs = bookings.insert(Job, jobs)
    bookings.insert(Offer, (bookings.an_offer(job) for job in jobs))
    bookings.multiply(records // due, Offer, state="rejected")


class Due:
    """Makes so many offers due before each round, which is not measured."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.swept = 0
        self.processor = Processor()

    def prepare(self) -> None:
        from django.db.models import OuterRef, Subquery

        from addons.base import clock
        from addons.jobs.models import Job, Offer

        first = Offer._plain.order_by("pk").values_list("pk", flat=True)[: self.count]
        past = clock.now() - timedelta(minutes=1)
        Offer._plain.filter(pk__in=list(first)).update(state="open", expires_at=past)
        provider = Offer._plain.filter(job=OuterRef("pk"), state="open").values("provider")
        Job._plain.update(provider=Subquery(provider))
        analyze()

    def sweep(self) -> float:
        from addons.jobs.schedules import close_overdue

        def closed() -> None:
            self.swept += close_overdue().done

        self.prepare()
        return self.processor.timed("sweep", closed)

    def by_hand(self) -> float:
        self.prepare()
        return self.processor.timed("limit", update_by_hand)

    def is_audited(self) -> bool:
        from addons.base.models import Event
        from addons.jobs.models import Job, Offer

        found = {
            "expiries": Event.objects.filter(transition="expire").count(),
            "lapses": Event.objects.filter(transition="lapse", caused_by__isnull=False).count(),
            "rows of offers": Offer.history.filter(history_type="~").count(),
            "rows of jobs": Job.history.filter(history_type="~").count(),
        }
        wrong = {what: number for what, number in found.items() if number != self.swept}
        if wrong:
            say(f"  {self.swept} swept, but {wrong}")
        return not wrong

    def pass_on(self) -> None:
        """What comes after: the next provider of each job is found and asked."""
        from addons.jobs.models import Offer
        from addons.jobs.schedules import ask_further, close_overdue

        self.prepare()
        close_overdue()
        started = time.perf_counter()
        asked = ask_further().done
        taken = time.perf_counter() - started
        offers = Offer.objects.open().count()
        say(f"  then {asked / taken:.0f} jobs/s passed on, {offers} of {asked} to a next provider")


def update_by_hand() -> None:
    from django.db import transaction

    from addons.jobs.models import Job, Offer

    with transaction.atomic():
        overdue = Offer.objects.overdue().values("job")
        Job._plain.filter(pk__in=overdue).update(provider=None)
        Offer._plain.filter(pk__in=Offer.objects.overdue().values("pk")).update(state="expired")


if __name__ == "__main__":
    sys.exit(main())
