#!/usr/bin/env python
"""Row 10: one tick over 10,000 running consultations: more is held for each, guarded and written down.

    python bench/metering.py [--running 10000] [--rounds 5]

All of them need more at once, which in life half of them do each minute. For each the tick raises
the hold, the wallet's held amount and the meter as they were read, and writes down the slice. The
limit is four bare statements on tables of the same columns, without guards, triggers and checks.
At the end each promise about meters and the whole ledger are recounted.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from datetime import timedelta
from decimal import Decimal
from typing import Any

import bookings
import figures
from figures import Goal, report, say, short, take_turns
from ground import analyze, prepared

GOALS = {"tick": Goal(0.5, most=True)}
PRICE = Decimal("20.00")
MINUTE = timedelta(minutes=1)


def main() -> int:
    parser = figures.parser(__doc__)
    parser.add_argument("--running", type=int, default=short(10_000, 500))
    parser.add_argument("--rounds", type=int, default=short(5, 1))
    options = parser.parse_args()
    with prepared(addons="consultations"):
        running = Running(options.running)
        # As the worker does before it forks.
        gc.collect()
        gc.freeze()
        sides = {"tick": running.tick, "limit": running.by_hand}
        rates = take_turns(sides, rounds=options.rounds)
        title = f"10  metering: one tick over {options.running:,} running consultations"
        is_reached = report(title, rates, unit="s", goals=GOALS)
        processor = statistics.median(running.processor[1:])
        say(f"  this process itself was at work for {processor:.2f} s of it")
        is_sound = running.is_sound()
    return int(not is_sound or (options.must and not is_reached))


class Running:
    """So many consultations that run, each on a wallet of its own; before each round all need more."""

    def __init__(self, count: int) -> None:
        from addons.base import clock

        self.count, self.rounds, self.ticked = count, 0, 0
        self.processor: list[float] = []
        self.started = clock.now()
        build(count, self.started)
        make_bare_tables()

    def tick(self) -> float:
        from addons.base import clock
        from addons.consultations.funding import fund

        self.rounds += 1
        # A meter is supplied for six minutes; four later less than four are left to all.
        moment = self.started + self.rounds * 4 * MINUTE
        hear_all(moment)
        analyze()
        with clock.at(moment):
            began = time.perf_counter()
            at_work = time.process_time()
            supplied = fund()
            took = time.perf_counter() - began
        self.processor.append(time.process_time() - at_work)
        self.ticked += supplied
        if supplied != self.count:
            raise RuntimeError(f"the tick supplied {supplied} of {self.count}")
        return took

    def by_hand(self) -> float:
        from django.db import connection, transaction

        later = "until + 120" if connection.vendor == "sqlite" else "until + interval '2 minutes'"
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE bare_hold SET amount = amount + 4000")
            cursor.execute("UPDATE bare_account SET held = held + 4000")
            cursor.execute(f"UPDATE bare_meter SET until = {later}, increments = increments + 2")
            cursor.execute(
                "INSERT INTO bare_slice SELECT id, 4000, increments, until FROM bare_meter"
            )
        return time.perf_counter() - began

    def is_sound(self) -> bool:
        from addons.consultations.checks import nothing_is_held_for_the_ended
        from addons.consultations.models import Slice
        from addons.ledger.checking import Count, breaks

        sentences = [*breaks(Count()), *nothing_is_held_for_the_ended()]
        for sentence in sentences[:10]:
            say(f"  {sentence}")
        return not sentences and Slice.objects.count() == self.count + self.ticked


def build(count: int, started: Any) -> None:
    from addons.catalog.models import ServiceCategory
    from addons.consultations.models import Consultation, Meter, Slice
    from addons.ledger.models import Account, Hold
    from addons.providers.models import Provider

    category = ServiceCategory.objects.create(
        name="Astrology", slug="astrology", kind=ServiceCategory.Kind.CONSULTATION
    )
    people = bookings.insert(
        bookings.people_model(), (bookings.a_person(n) for n in range(2 * count))
    )
    customers, consultants = people[:count], people[count:]
    providers = bookings.insert(Provider, (bookings.a_provider(p) for p in consultants))
    fill_wallets(customers)
    wallets = list(Account.objects.filter(kind="customer_wallet").order_by("owner_id"))
    pairs = zip(customers, providers, strict=True)
    talks = bookings.insert(Consultation, (a_talk(c, p, category, started) for c, p in pairs))
    first = 5 * PRICE
    holds = Hold.objects.bulk_create(
        Hold(
            key=f"consultation:{talk.pk}:hold",
            account=wallet,
            asked=first,
            amount=first,
            record_type="consultations.consultation",
            record_id=str(talk.pk),
            created_at=started,
        )
        for talk, wallet in zip(talks, wallets, strict=True)
    )
    Account.objects.filter(pk__in=[wallet.pk for wallet in wallets]).update(held=first)
    until = started + 5 * MINUTE
    meters = Meter.objects.bulk_create(
        Meter(
            consultation=talk,
            hold=hold,
            is_running=True,
            increments=5,
            funded_until=until,
            watched_at=started,
        )
        for talk, hold in zip(talks, holds, strict=True)
    )
    Slice.objects.bulk_create(
        Slice(meter=meter, at=started, amount=first, increments=5, until=until) for meter in meters
    )


def a_talk(customer: Any, provider: Any, category: Any, started: Any) -> Any:
    from addons.consultations.models import Consultation

    return Consultation(
        state="active",
        version=1,
        state_since=started,
        created_at=started,
        updated_at=started,
        customer=customer,
        provider=provider,
        category=category,
        price_per_minute=PRICE,
        longest_minutes=10_000,
        commission_percent=30,
        tax_rate=18,
        wait_until=started,
        started_at=started,
    )


def fill_wallets(people: list[Any]) -> None:
    from addons.base.workflow import System
    from addons.ledger import points as ledger

    gateway, actor = ledger.house_account(ledger.GATEWAY_CLEARING), System("bench")
    much = Decimal(100_000)
    entries = [
        ledger.Entry(
            kind=ledger.REVERSAL,
            key=f"fill:{person.pk}",
            legs=[(gateway, -much), (ledger.wallet_of(person), much)],
            actor=actor,
        )
        for person in people
    ]
    for start in range(0, len(entries), 1000):
        ledger.post_all(entries[start : start + 1000])


def hear_all(moment: Any) -> None:
    from addons.consultations.models import Meter

    Meter.objects.update(customer_seen_at=moment, provider_seen_at=moment, watched_at=moment)


def make_bare_tables() -> None:
    from django.db import connection

    statements = (
        "CREATE TABLE bare_hold AS SELECT id, account_id, amount FROM ledger_hold",
        "CREATE TABLE bare_account AS SELECT id, balance, held FROM ledger_account "
        "WHERE kind = 'customer_wallet'",
        "CREATE TABLE bare_meter AS SELECT consultation_id AS id, increments, "
        "funded_until AS until FROM consultations_meter",
        "CREATE TABLE bare_slice AS SELECT consultation_id AS id, 4000 AS amount, increments, "
        "funded_until AS until FROM consultations_meter",
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


if __name__ == "__main__":
    sys.exit(main())
