"""The ledger as other addons use it. Amounts are exact decimals of the deployment's currency."""

from __future__ import annotations

from .accounts import earnings_of, house_account, personal_account, wallet_of
from .book import Entry, Leg, post, post_all, reverse
from .holds import (
    Capture,
    Extension,
    capture,
    capture_all,
    extend,
    extend_all,
    hold,
    release,
    release_all,
)
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
