"""Recounting the books: every figure that is kept is computed anew from the postings.

The database counts, so memory stays the same however many there are. While it does, others go on
posting; so what looks wrong is looked at again, with the account locked, before it counts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import ExpressionWrapper, F, OuterRef, Q, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce

from addons.base import clock, money

from .models import Account, Hold, LedgerCheck, Posting, Transfer
from .models.fields import AmountField
from .states import HoldState
from .triggers import Refuse

logger = logging.getLogger(__name__)

# Not a second one on the same day, however often the schedules are swept.
APART: Final = timedelta(hours=20)
KEPT: Final = timedelta(days=90)
MOST_SENTENCES: Final = 100


@dataclass
class Count:
    """How much was looked at."""

    accounts: int = 0
    transfers: int = 0
    holds: int = 0


def breaks(count: Count) -> Iterator[str]:
    """One sentence for each thing that does not hold."""
    count.accounts = Account.objects.count()
    count.transfers = Transfer.objects.count()
    count.holds = Hold.objects.count()
    for part in (missing_guards, unbalanced, wrong_accounts, wrong_running, wrong_captures):
        yield from part()


def missing_guards() -> Iterator[str]:
    """What the database should refuse by itself and does not: a restore may leave it out."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {row[0] for row in cursor.fetchall()}
    for model in (Account, Transfer, Posting, Hold):
        for constraint in model._meta.constraints:
            if isinstance(constraint, Refuse) and constraint.name not in there:
                yield f"the database has lost its guard {constraint.name}"


def unbalanced() -> Iterator[str]:
    """Transfers whose postings do not sum to zero, or that have none."""
    sums = Posting.objects.order_by().values("transfer").annotate(total=Sum("amount"))
    for row in sums.exclude(total=0).iterator():
        yield f"transfer {row['transfer']}: its postings sum to {row['total']}"
    for transfer in Transfer.objects.filter(postings=None).iterator():
        yield f"transfer {transfer.pk} has no postings"


def wrong_accounts() -> Iterator[str]:
    """Accounts whose figures are not what postings and holds say, or that are overdrawn."""
    for key in _suspects().values_list("pk", flat=True):
        with transaction.atomic():
            # Whoever was writing is done now, and nobody begins.
            Account.objects.select_for_update(no_key=True).get(pk=key)
            account = _suspects().filter(pk=key).first()
        if account is not None:
            yield from _faults(account)


def _suspects() -> Any:
    posted = Posting.objects.filter(account=OuterRef("pk")).order_by().values("account")
    held = Hold.objects.open().filter(account=OuterRef("pk")).order_by().values("account")
    counted = Account.objects.annotate(posted=_total(posted), kept=_total(held))
    return counted.exclude(
        Q(balance=F("posted"), held=F("kept"), currency=money.currency())
        & (Q(may_overdraw=True) | Q(balance__gte=F("held")))
    ).order_by("pk")


def _total(rows: Any) -> Any:
    summed = Subquery(rows.values(total=Sum("amount")), output_field=AmountField())
    return Coalesce(summed, Value(0), output_field=AmountField())


def _faults(account: Any) -> Iterator[str]:
    name = f"account {account.pk} ({account.kind})"
    if account.balance != account.posted:
        yield f"{name}: balance {account.balance}, its postings sum to {account.posted}"
    if account.held != account.kept:
        yield f"{name}: held {account.held}, its holds sum to {account.kept}"
    if account.available < 0 and not account.may_overdraw:
        yield f"{name}: available {account.available}"
    if account.currency != money.currency():
        yield f"{name} is in {account.currency}, the deployment in {money.currency()}"


def wrong_running() -> Iterator[str]:
    """Postings that say another balance than those up to them sum to."""
    running = Window(Sum("amount"), partition_by="account", order_by="pk")
    told = Posting.objects.annotate(running=running).exclude(balance=F("running"))
    for posting in told.order_by().iterator():
        yield f"posting {posting.pk}: says {posting.balance}, counted {posting.running}"


def wrong_captures() -> Iterator[str]:
    """Holds of which something else was captured than their transfer took."""
    taken = Posting.objects.filter(
        transfer=OuterRef("transfer"), account=OuterRef("account"), amount__lt=0
    )
    difference = ExpressionWrapper(F("captured") + F("taken"), output_field=AmountField())
    captured = Hold.objects.filter(state=HoldState.CAPTURED).annotate(
        taken=Subquery(taken.values("amount")[:1], output_field=AmountField()),
        difference=difference,
    )
    for hold in captured.exclude(difference=0, taken__isnull=False).iterator():
        yield f"hold {hold.pk}: captured {hold.captured}, its transfer took {hold.taken}"


# --- the daily check -----------------------------------------------------------------------------


def check_today() -> int:
    """The check of the day, unless it has been; how many there were."""
    now = clock.now()
    LedgerCheck.objects.filter(at__lt=now - KEPT).delete()
    if LedgerCheck.objects.filter(at__gt=now - APART).exists():
        return 0
    count = Count()
    sentences = list(breaks(count))
    for sentence in sentences:
        logger.error("The ledger does not hold: %s", sentence)
    LedgerCheck.objects.create(
        at=now,
        accounts=count.accounts,
        transfers=count.transfers,
        holds=count.holds,
        found=len(sentences),
        sentences=sentences[:MOST_SENTENCES],
    )
    return 1


def last_check() -> LedgerCheck | None:
    """The latest one."""
    return LedgerCheck.objects.first()
