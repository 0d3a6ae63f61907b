from __future__ import annotations

from typing import Final

CASH_IN_HAND: Final = "cash_in_hand"

TOP_UP: Final = "top_up"
CARD_PAYMENT: Final = "card_payment"
CASH_PAYMENT: Final = "cash_payment"
CARD_REFUND: Final = "card_refund"
CARD_REFUND_REFUSED: Final = "card_refund_refused"
