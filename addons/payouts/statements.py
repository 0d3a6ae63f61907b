"""A provider's month on paper: what was there, what came and went and for what, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .calendar import month_of, today
from .earnings import NOTHING, Earnings, Item, month_span


@dataclass(frozen=True)
class Statement:
    """The figures of one month: `opening` and `earned`, less `to_bank` and `settled`, is `closing`."""

    user: Any
    month: date
    opening: Decimal
    closing: Decimal
    earned: Decimal
    to_bank: Decimal
    settled: Decimal
    items: list[Item]

    @classmethod
    def of(cls, user: Any, month: date) -> Statement:
        earnings, (start, end) = Earnings(user), month_span(month)
        items = earnings.items(start, end)
        return cls(
            user=user,
            month=month,
            opening=earnings.balance_at(start),
            closing=earnings.balance_at(end),
            earned=earnings.earned(start, end),
            to_bank=sum((item.to_bank for item in items), NOTHING),
            settled=sum((item.settled for item in items), NOTHING),
            items=items,
        )


def has_statement(user: Any, month: date) -> bool:
    """A month has one once it is over, from the first in which something moved."""
    return month in Earnings(user).months()


def month_named(text: str) -> date | None:
    """The month of a text such as 2026-10."""
    year, _dash, month = text.partition("-")
    if not (len(text) == 7 and text.isascii() and year.isdecimal() and month.isdecimal()):
        return None
    try:
        return date(int(year), int(month), 1)
    except ValueError:
        return None


def this_month() -> date:
    return month_of(today())
