#!/usr/bin/env python
"""Row 11: postings a second, balanced and idempotent: one transfer at a time, and in batches.

    python bench/ledger.py [--writers 4] [--transfers 250] [--batch 1000] [--rounds 5]

A transfer goes from a customer's wallet to a provider's earnings: two postings. Singly by several
processes at once, in batches by one. The limit is SQL by hand on tables of the same columns,
without triggers, checks or keys to look for. At the end the ledger is recounted.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

import figures
from figures import Goal, report, say, short, take_turns
from ground import analyze, prepared

PEOPLE = 500
SINGLY = {"one by one": Goal(1_500.0)}
Work = Callable[[int], None]


def main() -> int:
    options = read_options()
    with prepared(addons="accounts,ledger"):
        ground = Ground()
        singly = partial(at_once, options.writers, options.transfers)
        by_one = take_turns(
            {"one by one": partial(singly, ground.post), "limit": partial(singly, ground.by_hand)},
            rounds=options.rounds,
        )
        batch = options.batch
        in_batches = take_turns(
            {
                "in batches": partial(timed, batch, ground.post_batch),
                "limit": partial(timed, batch, ground.batch_by_hand),
            },
            rounds=options.rounds,
        )
        is_sound = ground.is_sound()
    ways = f"{options.writers} writers; batches of {options.batch:,}"
    title = f"11  ledger: postings a second, {ways}"
    is_reached = report(title, by_one, unit="/s", goals=SINGLY)
    report("    the same in batches", in_batches, unit="/s", goals={})
    return int(not is_sound or (options.must and not is_reached))


def read_options() -> Any:
    parser = figures.parser(__doc__)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--transfers", type=int, default=short(250, 20), help="of each writer")
    parser.add_argument("--batch", type=int, default=short(1_000, 100))
    parser.add_argument("--rounds", type=int, default=short(5, 1))
    return parser.parse_args()


def at_once(writers: int, transfers: int, post: Work) -> float:
    """Postings a second of so many processes, each with a connection of its own."""
    from django.db import connections

    analyze()
    connections.close_all()
    forked = multiprocessing.get_context("fork")
    start = forked.Barrier(writers + 1)
    processes = [
        forked.Process(target=write, args=(start, transfers, post)) for _ in range(writers)
    ]
    for process in processes:
        process.start()
    start.wait()
    started = time.perf_counter()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a writer failed")
    return 2 * writers * transfers / (time.perf_counter() - started)


def write(start: Any, transfers: int, post: Work) -> None:
    random.seed()
    post(1)
    start.wait()
    for _ in range(transfers):
        post(1)


def timed(transfers: int, post: Work) -> float:
    analyze()
    started = time.perf_counter()
    post(transfers)
    return 2 * transfers / (time.perf_counter() - started)


class Ground:
    """Wallets with much in them, earnings, and tables beside them for the limit."""

    def __init__(self) -> None:
        from addons.base.workflow import System
        from addons.ledger import points as ledger

        self.ledger = ledger
        self.actor = System("bench")
        people = make_people(PEOPLE)
        self.wallets = [ledger.wallet_of(person) for person in people]
        self.earnings = [ledger.earnings_of(person) for person in people]
        gateway = ledger.house_account(ledger.GATEWAY_CLEARING)
        much = Decimal(10_000_000)
        ledger.post_all(
            [self.entry(gateway, wallet, much, key=f"fill:{wallet.pk}") for wallet in self.wallets]
        )
        make_bare_tables()

    def entry(self, source: Any, target: Any, amount: Decimal, *, key: str) -> Any:
        legs = [(source, -amount), (target, amount)]
        kind, actor = self.ledger.REVERSAL, self.actor
        return self.ledger.Entry(kind=kind, key=key, legs=legs, actor=actor)

    def pair(self) -> tuple[Any, Any]:
        return random.choice(self.wallets), random.choice(self.earnings)

    def post(self, transfers: int) -> None:
        for _ in range(transfers):
            self.post_batch(1)

    def post_batch(self, transfers: int) -> None:
        amount = Decimal("0.05")
        self.ledger.post_all(
            [self.entry(*self.pair(), amount, key=str(uuid4())) for _ in range(transfers)]
        )

    def by_hand(self, transfers: int) -> None:
        for _ in range(transfers):
            self.batch_by_hand(1)

    def batch_by_hand(self, transfers: int) -> None:
        from django.db import connection, transaction

        from addons.base import clock

        pairs = [self.pair() for _ in range(transfers)]
        ids = [uuid4().hex for _ in pairs]
        legs = [
            (key, account.pk, amount)
            for key, pair in zip(ids, pairs, strict=True)
            for account, amount in zip(pair, (-5, 5), strict=True)
        ]
        sums: dict[int, int] = {}
        for _key, account_id, amount in legs:
            sums[account_id] = sums.get(account_id, 0) + amount
        now = clock.now()
        heads = [(key, key, "bench", now) for key in ids]
        changes = [(amount, account_id) for account_id, amount in sorted(sums.items())]
        with transaction.atomic(), connection.cursor() as cursor:
            many(cursor, "INSERT INTO bare_transfer (id, key, kind, at) VALUES", heads)
            many(cursor, "INSERT INTO bare_posting (transfer_id, account_id, amount) VALUES", legs)
            cursor.executemany(
                "UPDATE bare_account SET balance = balance + %s WHERE id = %s", changes
            )

    def is_sound(self) -> bool:
        from addons.ledger.checking import Count, breaks

        count = Count()
        sentences = list(breaks(count))
        for sentence in sentences:
            say(f"  {sentence}")
        return not sentences and count.transfers > PEOPLE


def many(cursor: Any, into: str, rows: list[Any]) -> None:
    """One statement with all the rows."""
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    cursor.execute(f"{into} {', '.join([row] * len(rows))}", [v for each in rows for v in each])


def make_people(count: int) -> list[Any]:
    from django.contrib.auth import get_user_model

    people = get_user_model()._default_manager
    made = [people.model(email=f"p{n}@example.com", name=f"P{n}") for n in range(count)]
    people.bulk_create(made)
    return list(people.filter(email__in=[person.email for person in made]))


def make_bare_tables() -> None:
    from django.db import connection

    serial = "BIGSERIAL" if connection.vendor == "postgresql" else "INTEGER"
    statements = (
        "CREATE TABLE bare_account (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL)",
        "CREATE TABLE bare_transfer (id CHAR(32) PRIMARY KEY, key VARCHAR(200) UNIQUE, "
        "kind VARCHAR(50), at TIMESTAMP)",
        f"CREATE TABLE bare_posting (id {serial} PRIMARY KEY, transfer_id CHAR(32), "
        "account_id BIGINT, amount BIGINT)",
        "CREATE INDEX bare_posting_transfer ON bare_posting (transfer_id)",
        "CREATE INDEX bare_posting_account ON bare_posting (account_id, id)",
        "INSERT INTO bare_account SELECT id, balance FROM ledger_account",
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


if __name__ == "__main__":
    sys.exit(main())
