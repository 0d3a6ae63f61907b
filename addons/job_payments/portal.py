"""The money on the job's page, for either side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addons.base import clock
from addons.billing.models import Invoice
from addons.jobs.points import JOB_PANELS, JobPanel

from .conditions import settlement_of
from .states import Standing
from .words import cancelling_now, for_customer, for_provider, free_until

if TYPE_CHECKING:
    from addons.jobs.models import Job

    from .models import Settlement


def to_pay_now(job: Job, reader: Any) -> dict[str, Any] | None:
    """For the customer of a job that waits for its card payment."""
    if reader.pk != job.customer_id or not job.is_held_back:
        return None
    settlement = settlement_of(job)
    if settlement is None or settlement.standing != Standing.AWAITED:
        return None
    payment = settlement.payment
    is_open = payment is not None and payment.is_under_way
    return {"settlement": settlement, "payment": payment, "is_open": is_open, "now": clock.now()}


def open_invoice(job: Job, reader: Any) -> dict[str, Any] | None:
    """For whoever reads a job that is done and not paid: what can be done changes with its invoice."""
    settlement = settlement_of(job)
    invoice = invoice_for(reader, settlement) if settlement is not None else None
    return {"invoice": invoice} if invoice is not None and invoice.open > 0 else None


def invoice_for(reader: Any, settlement: Settlement) -> Invoice | None:
    invoice = settlement.invoice
    if invoice is None or not Invoice.objects.visible_to(reader).filter(pk=invoice.pk).exists():
        return None
    return invoice


def money_of(job: Job, reader: Any) -> dict[str, Any] | None:
    """How it stands and what cancelling costs, with the invoice once there is one."""
    settlement = settlement_of(job)
    if settlement is None:
        return None
    is_customer = reader.pk == job.customer_id
    if not is_customer and not job.is_assigned_to(reader):
        return None
    invoice = invoice_for(reader, settlement)
    cancelling = cancelling_now(settlement, reader) if is_customer else ""
    return {
        "settlement": settlement,
        "told": for_customer(settlement) if is_customer else for_provider(settlement),
        "cancelling": cancelling,
        "free_until": free_until(job) if cancelling else "",
        "invoice": invoice,
        "is_customer": is_customer,
    }


JOB_PANELS.register(JobPanel("top", "job_payments/partials/pay_now.html", to_pay_now))
JOB_PANELS.register(JobPanel("top", "job_payments/partials/follow_invoice.html", open_invoice))
JOB_PANELS.register(JobPanel("money", "job_payments/partials/money.html", money_of))
