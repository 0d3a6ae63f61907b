"""The accounts and transfers of payouts."""

from __future__ import annotations

from typing import Final

CASH_IN_HAND: Final = "cash_in_hand"
BANK_CLEARING: Final = "bank_clearing"
PAYOUT: Final = "payout"
