"""The ledger as other addons use it. Amounts are exact decimals of the deployment's currency."""

from __future__ import annotations

from .accounts import earnings_of, house_account, personal_account, wallet_of
from .book import Entry, Leg, post, post_all, reverse
from .holds import AsHeld, Extension, extend, extend_all, hold
from .kinds import (
    ACCOUNT_KINDS,
    CASH_CLEARING,
    COMMISSION_INCOME,
    CUSTOMER_WALLET,
    GATEWAY_CLEARING,
    PROVIDER_EARNINGS,
    REFUNDS_AND_GOODWILL,
    REVERSAL,
    TAX_PAYABLE,
    TRANSFER_KINDS,
    AccountKind,
)
from .resolving import Capture, capture, capture_all, release, release_all

__all__ = [
    "ACCOUNT_KINDS",
    "CASH_CLEARING",
    "COMMISSION_INCOME",
    "CUSTOMER_WALLET",
    "GATEWAY_CLEARING",
    "PROVIDER_EARNINGS",
    "REFUNDS_AND_GOODWILL",
    "REVERSAL",
    "TAX_PAYABLE",
    "TRANSFER_KINDS",
    "AccountKind",
    "AsHeld",
    "Capture",
    "Entry",
    "Extension",
    "Leg",
    "capture",
    "capture_all",
    "earnings_of",
    "extend",
    "extend_all",
    "hold",
    "house_account",
    "personal_account",
    "post",
    "post_all",
    "release",
    "release_all",
    "reverse",
    "wallet_of",
]
