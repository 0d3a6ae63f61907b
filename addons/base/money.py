"""Amounts of the deployment's one currency: decimals, rounding, splitting and showing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision
from django.conf import settings
from django.utils.translation import get_language


def currency() -> str:
    """The code of the deployment's currency, such as INR."""
    code: str = settings.CURRENCY
    return code


def decimals() -> int:
    """How many digits the currency has after the point: 2 for INR, 0 for JPY, 3 for KWD."""
    return _decimals(currency())


@lru_cache
def _decimals(currency: str) -> int:
    return get_currency_precision(currency)


def smallest() -> Decimal:
    """The smallest amount there is: 0.01 for INR."""
    return _smallest(currency())


@lru_cache
def _smallest(currency: str) -> Decimal:
    return Decimal(1).scaleb(-get_currency_precision(currency))


def round_money(amount: Decimal) -> Decimal:
    """The amount in whole minor units, half up (away from zero), as a price tag is rounded."""
    return amount.quantize(smallest(), rounding=ROUND_HALF_UP)


def split(amount: Decimal, shares: Sequence[Decimal | int]) -> list[Decimal]:
    """The amount divided in proportion to the shares, summing exactly.

    Each part is cut to whole minor units; the largest share (the first of them) gets what remains.
    """
    total = sum(map(Decimal, shares), Decimal(0))
    if total <= 0 or any(share < 0 for share in shares):
        raise ValueError("Shares must not be negative and must not all be zero.")
    whole = round_money(amount)
    parts = [
        (whole * Decimal(share) / total).quantize(smallest(), rounding=ROUND_DOWN)
        for share in shares
    ]
    largest = max(range(len(shares)), key=lambda place: shares[place])
    parts[largest] += whole - sum(parts, Decimal(0))
    return parts


def as_json(amount: Decimal) -> dict[str, str]:
    """The shape of money in the API: `{"amount": "500.00", "currency": "INR"}`."""
    code = currency()
    return {"amount": _written(amount, code), "currency": code}


def display(amount: Decimal, language: str | None = None) -> str:
    """The amount as people write it in the language (the active one unless named)."""
    return _displayed(round_money(amount), currency(), language or get_language())


# Prices repeat, and writing one takes longer than all else that a row of a list needs.
@lru_cache(maxsize=4_000)
def _written(amount: Decimal, currency: str) -> str:
    return f"{amount.quantize(_smallest(currency), rounding=ROUND_HALF_UP):f}"


@lru_cache(maxsize=4_000)
def _displayed(amount: Decimal, currency: str, language: str | None) -> str:
    return str(format_currency(amount, currency, locale=_locale(language)))


def _locale(language: str | None) -> Locale:
    name = language or get_language() or settings.LANGUAGE_CODE
    try:
        return Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
