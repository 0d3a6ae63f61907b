"""Who is on an invoice, given out and forgotten; its number, lines and sums stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.events.erase import erase_stream
from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .documents import forget_document
from .models import Invoice, Parties, Refund
from .refund_flow import RefundFlow

PRIVACY = System("privacy")


def invoices_of(user: Any) -> Iterator[dict[str, Any]]:
    found = Invoice.objects.of_person(user).select_related("parties").order_by("pk")
    for invoice in found.iterator():
        parties = invoice.parties
        mine = (
            {
                "name": parties.buyer_name,
                "address": parties.buyer_address,
                "email": parties.buyer_email,
                "reason": parties.reason,
            }
            if invoice.customer_id == user.pk
            else {"done_by": parties.provider_name}
        )
        yield {
            "number": invoice.number,
            "kind": invoice.kind,
            "state": invoice.state,
            "issued_on": invoice.issued_on,
            "lines": invoice.lines,
            "total": invoice.total,
            "paid": invoice.paid,
            "credited": invoice.credited,
            **mine,
        }


def forget_on_invoices(user: Any) -> None:
    """Who bought and who worked is said no more, on paper neither."""
    bought = Invoice.objects.of_customer(user)
    Parties.objects.filter(invoice__in=bought).update(
        buyer_name="", buyer_address="", buyer_email="", reason=""
    )
    worked = Invoice.objects.of_provider(user)
    Parties.objects.filter(invoice__in=worked).update(provider_name="")
    for invoice in Invoice.objects.of_person(user).iterator():
        forget_document(invoice)
        erase_stream(invoice)


def refunds_of(user: Any) -> Iterator[dict[str, Any]]:
    given = Refund.objects.filter(invoice__customer=user).select_related("invoice")
    for refund in given.order_by("pk").iterator():
        yield {
            "number": str(refund),
            "state": refund.state,
            "invoice": refund.invoice.number,
            "amount": refund.amount,
            "to": refund.to,
            "reason": refund.reason,
            "created_at": refund.created_at,
        }


def forget_in_refunds(user: Any) -> None:
    """Why money was given back is said no more; that it was stays in the books."""
    for refund in Refund.objects.filter(invoice__customer=user):
        perform(refund, RefundFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        refund.history.all().update(reason="")
        erase_stream(refund)


PERSONAL.register("billing.Invoice", Personal("billing.Invoice", invoices_of, forget_on_invoices))
PERSONAL.register("billing.Refund", Personal("billing.Refund", refunds_of, forget_in_refunds))
