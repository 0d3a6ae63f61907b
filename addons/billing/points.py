"""Invoices, credit notes and shares as other addons use them."""

from __future__ import annotations

from .issuing import credit, issue, record_payment
from .sharing import Shares, legs, shares_of, tax_within
from .typesetting import typeset

__all__ = [
    "Shares",
    "credit",
    "issue",
    "legs",
    "record_payment",
    "shares_of",
    "tax_within",
    "typeset",
]
