"""What a provider has earned, as their pages, their statements and the API show it.

All of it is summed from the ledger by the time of its transfers, so that two spans that meet add up
to the span of both, and everything to the balance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.apps import apps
from django.db.models import Min, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from addons.base import money
from addons.base.policies import policy
from addons.ledger.models import Account, Posting
from addons.ledger.points import PROVIDER_EARNINGS
from addons.payments.points import CASH_IN_HAND

from .calendar import end_of, latest, month_after, month_before, month_of, start_of, today, zone
from .kinds import BANK_CLEARING, PAYOUT
from .models import BankAccount, PayoutLine, PayoutsPolicy
from .reckoning import Share, reckon

NOTHING: Final = Decimal(0)
# Payouts, and those that came back: money on its way, not money earned.
IS_PAYOUT: Final = Q(transfer__kind=PAYOUT) | Q(transfer__reverses__kind=PAYOUT)


@dataclass(frozen=True)
class Item:
    """One thing that came to the earnings or went from them."""

    posting: Posting
    balance: Decimal
    title: str
    url: str
    # Of a payout what the bank paid of it; the rest settled cash that was kept.
    to_bank: Decimal = NOTHING

    @property
    def at(self) -> datetime:
        return self.posting.transfer.at

    @property
    def amount(self) -> Decimal:
        return self.posting.amount

    @property
    def label(self) -> str:
        return self.posting.transfer.kind_label

    @property
    def text(self) -> str:
        return self.posting.transfer.text

    @property
    def settled(self) -> Decimal:
        """Of a payout the cash of the house that it settled."""
        return -self.amount - self.to_bank if self.is_payout else NOTHING

    @property
    def said_of_payout(self) -> str:
        """What went to the bank and what settled cash, where it was both."""
        if not self.settled:
            return ""
        words = {"bank": money.display(self.to_bank), "cash": money.display(self.settled)}
        return _("%(bank)s to your bank, %(cash)s of cash settled") % words

    @property
    def clock(self) -> str:
        """When on its day, as the business counts days."""
        return f"{timezone.localtime(self.at, zone()):%H:%M}"

    @property
    def is_payout(self) -> bool:
        transfer = self.posting.transfer
        undone = transfer.reverses
        return transfer.kind == PAYOUT or (undone is not None and undone.kind == PAYOUT)


class Earnings:
    """The earnings of one person."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.account = _account(user, PROVIDER_EARNINGS)

    @property
    def balance(self) -> Decimal:
        return self.account.balance if self.account else NOTHING

    @property
    def held(self) -> Decimal:
        return self.account.held if self.account else NOTHING

    @property
    def available(self) -> Decimal:
        return self.balance - self.held

    @property
    def cash_in_hand(self) -> Decimal:
        """The house's cash that they hold, as an amount above zero."""
        cash = _account(self.user, CASH_IN_HAND)
        return max(NOTHING, -cash.balance) if cash else NOTHING

    # --- sums ----------------------------------------------------------------------------------

    def postings(self) -> QuerySet[Posting]:
        return Posting.objects.filter(account=self.account) if self.account else _none()

    def between(self, start: datetime | None, end: datetime) -> QuerySet[Posting]:
        """What moved in the span: its first moment is in it, its last is not."""
        found = self.postings().filter(transfer__at__lt=end)
        return found if start is None else found.filter(transfer__at__gte=start)

    def balance_at(self, moment: datetime) -> Decimal:
        """What was there before the moment."""
        return total(self.between(None, moment))

    def earned(self, start: datetime, end: datetime) -> Decimal:
        """What came in the span, less what was taken back; payouts are not counted."""
        return total(self.between(start, end).exclude(IS_PAYOUT))

    def earned_today(self) -> Decimal:
        day = today()
        return self.earned(start_of(day), end_of(day))

    def earned_this_week(self) -> Decimal:
        day = today()
        return self.earned(start_of(latest(0, on=day)), end_of(day))

    def earned_this_month(self) -> Decimal:
        day = today()
        return self.earned(start_of(month_of(day)), end_of(day))

    # --- what moved ----------------------------------------------------------------------------

    def items(self, start: datetime, end: datetime) -> list[Item]:
        """The oldest first, each with what was there after it."""
        rows = self.between(start, end).select_related("transfer", "transfer__reverses")
        found = list(rows.order_by("transfer__at", "pk"))
        links = links_of({posting.transfer.for_record for posting in found}, self.user)
        banked = to_the_bank(found)
        items, balance = [], self.balance_at(start)
        for posting in found:
            balance += posting.amount
            title, url = links.get(posting.transfer.for_record, ("", ""))
            to_bank = banked.get(posting.transfer_id, NOTHING)
            items.append(Item(posting, balance, title, url, to_bank))
        return items

    def months(self) -> list[date]:
        """The months that have ended, from the first in which something moved; the latest first."""
        first = self.postings().aggregate(first=Min("transfer__at"))["first"]
        if first is None:
            return []
        months, month = [], month_before(month_of(today()))
        begun = month_of(timezone.localdate(first, zone()))
        while month >= begun:
            months.append(month)
            month = month_before(month)
        return months

    # --- what is paid out ----------------------------------------------------------------------

    def next_day(self) -> date | None:
        """The day on which the next run is prepared."""
        rules = policy(PayoutsPolicy)
        if not rules.prepares_weekly:
            return None
        return latest(rules.weekday, on=today()) + timedelta(days=7)

    def next_share(self) -> Share | None:
        """What the next run would pay, were it prepared with all that is there now."""
        end = end_of(today())
        return next(iter(reckon(end, users=[self.user.pk])), None)

    def under_way(self) -> list[PayoutLine]:
        """Payouts that are set aside and not paid yet."""
        lines = PayoutLine.objects.of_person(self.user).held().select_related("run")
        return list(lines.order_by("-pk"))

    def bank_account(self) -> BankAccount | None:
        found: BankAccount | None = (
            BankAccount.objects.in_use().filter(provider__user=self.user).first()
        )
        return found


def total(postings: QuerySet[Posting]) -> Decimal:
    found: Decimal | None = postings.order_by().aggregate(total=Sum("amount"))["total"]
    return NOTHING if found is None else found


def to_the_bank(postings: Iterable[Posting]) -> dict[Any, Decimal]:
    """By transfer what the bank paid of it."""
    moved = [posting.transfer_id for posting in postings]
    legs = Posting.objects.filter(transfer__in=moved, account__kind=BANK_CLEARING).order_by()
    return dict(legs.values_list("transfer").annotate(total=Sum("amount")))


def month_span(month: date) -> tuple[datetime, datetime]:
    """The first moment of the month, and the first that is not of it."""
    return start_of(month), start_of(month_after(month))


def links_of(topics: Iterable[str], user: Any) -> dict[str, tuple[str, str]]:
    """By topic the record's name, and its page where the person may see it."""
    keys: dict[str, set[str]] = {}
    for topic in filter(None, topics):
        record_type, _colon, key = topic.partition(":")
        keys.setdefault(record_type, set()).add(key)
    links: dict[str, tuple[str, str]] = {}
    for record_type, of_type in keys.items():
        try:
            model: Any = apps.get_model(record_type)
        except LookupError:
            continue  # its addon is off
        if model is PayoutLine._meta.get_field("run").related_model:
            links |= {f"{record_type}:{key}": (f"P-{int(key):05d}", "") for key in of_type}
            continue
        for record in model.objects.visible_to(user).filter(pk__in=of_type):
            page = getattr(record, "get_absolute_url", str)()
            links[f"{record_type}:{record.pk}"] = (str(record), page)
    return links


def _account(user: Any, kind: str) -> Account | None:
    """The person's account; looking at one does not open it."""
    mine = Account.objects.filter(owner=user.pk, kind=kind, currency=money.currency())
    found: Account | None = mine.first()
    return found


def _none() -> QuerySet[Posting]:
    return Posting.objects.none()
