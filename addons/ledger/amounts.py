"""Amounts on their way into the books: exact decimals outside, whole minor units inside.

SQLite keeps decimals as floats, so what is summed in a database has to be an integer.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from addons.base import money
from addons.base.workflow import Invalid

# So many minor units; a thousand such postings still fit into the column.
LARGEST: Final = 10**15


def to_minor(amount: Decimal) -> int:
    """The amount in minor units; refuses what is no exact amount of the currency."""
    if not isinstance(amount, Decimal):
        raise TypeError(f"An amount is a Decimal, not {type(amount).__name__}: {amount!r}.")
    places = money.decimals()
    units = amount.scaleb(places) if amount.is_finite() else Decimal("Infinity")
    if abs(units) > LARGEST:
        raise Invalid({"amount": [_("This is not an amount that can be booked.")]})
    if units != int(units):
        text = _("Give at most %(places)s digits after the point.") % {"places": places}
        raise Invalid({"amount": [text]})
    return int(units)


def from_minor(units: Any) -> Decimal:
    """So many minor units as an amount."""
    return Decimal(units).scaleb(-money.decimals())


def positive(amount: Decimal) -> int:
    """The amount in minor units, which has to be more than nothing."""
    units = to_minor(amount)
    if units <= 0:
        raise Invalid({"amount": [_("Give an amount above zero.")]})
    return units
