"""The accounts and transfers of payouts."""

from __future__ import annotations

from typing import Final

BANK_CLEARING: Final = "bank_clearing"
PAYOUT: Final = "payout"
