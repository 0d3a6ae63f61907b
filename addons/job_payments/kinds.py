"""Names that methods, transfers and keys go by. A key is made of business facts and never changes."""

from __future__ import annotations

from typing import Final

WALLET: Final = "wallet"
CARD: Final = "card"
CASH: Final = "cash"

JOB_PAYMENT: Final = "job_payment"
LATE_FEE: Final = "late_fee"


def hold_key(job_id: int) -> str:
    return f"job:{job_id}:hold"


def invoice_key(job_id: int) -> str:
    return f"job:{job_id}:invoice"


def fee_key(job_id: int) -> str:
    return f"job:{job_id}:late_fee"


def card_key(job_id: int, attempt: int) -> str:
    """Of the card payment that the event of this number in the job's stream began."""
    return f"job:{job_id}:card:{attempt}"


def cash_key(job_id: int, sequence: int) -> str:
    """Of the cash that the event of this number in the job's stream wrote down."""
    return f"job:{job_id}:cash:{sequence}"


def back_key(job_id: int) -> str:
    return f"job:{job_id}:give_back"


def too_late_key(payment_id: int) -> str:
    return f"payment:{payment_id}:too_late"
