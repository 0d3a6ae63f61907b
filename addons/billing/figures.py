"""The figures of the house, from ledger and invoices; queries that do not grow with the rows shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth, TruncQuarter
from django.utils.translation import gettext as _

from addons.ledger.models import Account, Hold, Posting
from addons.ledger.points import ACCOUNT_KINDS, COMMISSION_INCOME, REFUNDS_AND_GOODWILL

from .models import Invoice, TaxLine

ZERO = Decimal(0)
INVOICED, CREDITED = Q(kind="invoice"), Q(kind="credit_note")


@dataclass
class Row:
    """A month, a category or a provider. Revenue is before tax, less what was credited."""

    name: str
    invoices: int = 0
    revenue: Decimal = ZERO
    tax: Decimal = ZERO
    commission: Decimal = ZERO
    goodwill: Decimal = ZERO


@dataclass(frozen=True)
class TaxRow:
    """What was invoiced and credited under a rate in a period."""

    period: date
    rate: Decimal
    invoiced: Decimal
    invoiced_tax: Decimal
    credited: Decimal
    credited_tax: Decimal

    @property
    def net(self) -> Decimal:
        return self.invoiced - self.credited

    @property
    def tax(self) -> Decimal:
        return self.invoiced_tax - self.credited_tax


@dataclass(frozen=True)
class Standing:
    """How it stands now."""

    accounts: list[tuple[str, int, Decimal, Decimal]]
    wallets: Decimal
    holds: int
    held: Decimal
    unpaid: int
    unpaid_sum: Decimal


def zone() -> ZoneInfo:
    """Months are the deployment's."""
    return ZoneInfo(settings.TIME_ZONE)


def by_month(year: int) -> dict[int, Row]:
    """Each month of the year: what was billed, and what the books say was earned."""
    months = {number: Row(str(number)) for number in range(1, 13)}
    billed = of_year(year).annotate(month=TruncMonth("issued_on")).values("month")
    for found in summed(billed):
        add(months[found["month"].month], found)
    begin = datetime.combine(date(year, 1, 1), time(), zone())
    end = datetime.combine(date(year + 1, 1, 1), time(), zone())
    moved = Posting.objects.filter(
        account__owner=None,
        account__kind__in=[COMMISSION_INCOME, REFUNDS_AND_GOODWILL],
        transfer__at__gte=begin,
        transfer__at__lt=end,
    )
    moved = moved.annotate(month=TruncMonth("transfer__at", tzinfo=zone()))
    for found in moved.values("month", "account__kind").annotate(sum=Sum("amount")).order_by():
        month = months[found["month"].month]
        if found["account__kind"] == COMMISSION_INCOME:
            month.commission = found["sum"]
        else:
            month.goodwill = -found["sum"]
    return months


def by_category(year: int) -> list[Row]:
    """The year by category, the largest first."""
    rows = []
    for found in summed(of_year(year).values("category")):
        row = Row(found["category"] or _("Without a category"), commission=found["commission"])
        rows.append(add(row, found))
    return sorted(rows, key=lambda row: -row.revenue)


def by_provider(year: int, most: int | None = None) -> list[Row]:
    """The year by who did the work, the largest first."""
    found = sorted(summed(of_year(year).values("provider_user")), key=lambda each: -net(each))
    found = found[:most]
    names = names_of(each["provider_user"] for each in found)
    return [
        add(
            Row(names.get(each["provider_user"], _("The house")), commission=each["commission"]),
            each,
        )
        for each in found
    ]


def taxes(year: int, *, quarterly: bool = False) -> list[TaxRow]:
    """By rate and month or quarter."""
    cut: Any = TruncQuarter if quarterly else TruncMonth
    lines = TaxLine.objects.filter(invoice__issued_on__year=year)
    invoiced, credited = Q(invoice__kind="invoice"), Q(invoice__kind="credit_note")
    found = lines.annotate(period=cut("invoice__issued_on")).values("period", "rate")
    found_rows: Any = found.annotate(
        invoiced=Sum("net", filter=invoiced),
        invoiced_tax=Sum("tax", filter=invoiced),
        credited=Sum("net", filter=credited),
        credited_tax=Sum("tax", filter=credited),
    ).order_by("period", "rate")
    names = ("invoiced", "invoiced_tax", "credited", "credited_tax")
    return [
        TaxRow(
            each["period"],
            each["rate"].normalize() + 0,
            **{name: each[name] or ZERO for name in names},
        )
        for each in found_rows
    ]


def standing() -> Standing:
    """Balances by kind of account, open holds and unpaid invoices, as they are at this moment."""
    kinds = Account.objects.values("kind").annotate(
        number=Count("pk"), balance_sum=Sum("balance"), held_sum=Sum("held")
    )
    accounts, wallets = [], ZERO
    for each in kinds.order_by("kind"):
        kind = ACCOUNT_KINDS.get(each["kind"])
        label = str(kind.label) if kind is not None else each["kind"]
        accounts.append((label, each["number"], each["balance_sum"], each["held_sum"]))
        if each["kind"] == "customer_wallet":
            wallets = each["balance_sum"]
    holds = Hold.objects.open().aggregate(number=Count("pk"), sum=Sum("amount"))
    unpaid = Invoice.objects.unpaid().aggregate(
        number=Count("pk"),
        total=Sum("total"),
        credited=Sum("credited"),
        paid=Sum("paid"),
        refunded=Sum("refunded"),
    )
    sums = {name: unpaid[name] or ZERO for name in ("total", "credited", "paid", "refunded")}
    return Standing(
        accounts=accounts,
        wallets=wallets,
        holds=holds["number"],
        held=holds["sum"] or ZERO,
        unpaid=unpaid["number"],
        unpaid_sum=sums["total"] - sums["credited"] - sums["paid"] + sums["refunded"],
    )


def of_year(year: int) -> Any:
    return Invoice.objects.filter(issued_on__year=year)


def summed(grouped: Any) -> Iterable[dict[str, Any]]:
    """The sums of each group; an absent one is zero."""
    names = {
        "invoices": Count("pk", filter=INVOICED),
        "invoiced": Sum("subtotal", filter=INVOICED),
        "credited_net": Sum("subtotal", filter=CREDITED),
        "invoiced_tax": Sum("tax", filter=INVOICED),
        "credited_tax": Sum("tax", filter=CREDITED),
        "agreed": Sum("commission", filter=INVOICED),
    }
    for found in grouped.annotate(**names).order_by():
        filled = found | {name: found[name] or ZERO for name in names if name != "invoices"}
        yield filled | {"commission": filled["agreed"]}


def net(found: dict[str, Any]) -> Decimal:
    revenue: Decimal = found["invoiced"] - found["credited_net"]
    return revenue


def add(row: Row, found: dict[str, Any]) -> Row:
    row.invoices += found["invoices"]
    row.revenue += net(found)
    row.tax += found["invoiced_tax"] - found["credited_tax"]
    return row


def names_of(ids: Iterable[int | None]) -> dict[int | None, str]:
    people = get_user_model()._default_manager.in_bulk([pk for pk in ids if pk is not None])
    return {pk: person.get_full_name() for pk, person in people.items()}
