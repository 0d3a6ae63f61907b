"""What a person has paid, given out. The books stay; reasons in words are forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.events.erase import erase_stream
from addons.base.points import PERSONAL, Personal

from .models import Payment, Repayment


def payments_of(user: Any) -> Iterator[dict[str, Any]]:
    for payment in Payment.objects.of_payer(user).order_by("pk"):
        yield {
            "number": str(payment),
            "state": payment.state,
            "how": payment.get_method_display(),
            "amount": payment.amount,
            "given_back": payment.refunded,
            "text": payment.text,
            "for": payment.for_record,
            "at": payment.created_at,
        }


def repayments_of(user: Any) -> Iterator[dict[str, Any]]:
    for repayment in Repayment.objects.filter(payment__payer=user).order_by("pk"):
        yield {
            "number": str(repayment),
            "payment": str(repayment.payment),
            "state": repayment.state,
            "amount": repayment.amount,
            "reason": repayment.reason,
            "at": repayment.created_at,
        }


def forget_payments(user: Any) -> None:
    """A payment knows who paid by their id alone; who is forgotten is forgotten with the user."""
    for payment in Payment.objects.of_payer(user):
        erase_stream(payment)


def forget_repayments(user: Any) -> None:
    for repayment in Repayment.objects.filter(payment__payer=user):
        erase_stream(repayment)


PERSONAL.register("payments.Payment", Personal("payments.Payment", payments_of, forget_payments))
PERSONAL.register(
    "payments.Repayment", Personal("payments.Repayment", repayments_of, forget_repayments)
)
