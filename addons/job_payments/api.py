"""What the API says of a job's money."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema

from addons.base.money import as_json
from addons.base.points import RESOURCE_FIELDS, ResourceField
from addons.base.surfaces.shapes import Money
from addons.base.workflow import System
from addons.billing.querysets import watches
from addons.payments.models import Payment

from .models import Settlement
from .states import Standing


class JobPayment(Schema):
    """`state` is one of later, awaited, reserved, due, partly_paid, paid, fee_paid, returned, …"""

    state: str
    state_label: str
    method: str
    paid: Money
    due: Money
    pay_until: datetime | None
    pay_url: str | None
    invoice: int | None


# Rows, not records: a list shows a word or two of each.
COLUMNS = (
    "job_id",
    "standing",
    "paid",
    "due",
    "pay_until",
    "payment_id",
    "invoice_id",
    "invoice__provider_user_id",
    "job__customer_id",
    "job__payment_method",
)


def payments_of(keys: list[int], actor: Any) -> dict[int, dict[str, Any]]:
    """For each job that has a settlement; where to pay is the customer's to know."""
    rows = list(Settlement.objects.filter(job__in=keys).values_list(*COLUMNS, named=True))
    pages = pages_to_pay(rows, actor)
    return {row.job_id: payment_of(row, pages.get(row.payment_id), actor) for row in rows}


def pages_to_pay(rows: list[Any], actor: Any) -> dict[int, str]:
    """By payment, those that the reader has to make."""
    wanted = [row.payment_id for row in rows if row.standing == Standing.AWAITED]
    if not wanted:
        return {}
    mine = Payment.objects.under_way().filter(pk__in=wanted, payer=actor.pk)
    return {payment.pk: payment.pay_url for payment in mine}


def payment_of(row: Any, pay_url: str | None, actor: Any) -> dict[str, Any]:
    standing = Standing(row.standing)
    return {
        "state": standing.value,
        "state_label": standing.label,
        "method": row.job__payment_method,
        "paid": as_json(row.paid),
        "due": as_json(row.due),
        "pay_until": row.pay_until if standing == Standing.AWAITED else None,
        "pay_url": pay_url,
        "invoice": row.invoice_id if reads_invoice(row, actor) else None,
    }


def reads_invoice(row: Any, actor: Any) -> bool:
    if isinstance(actor, System) or actor.pk == row.job__customer_id or watches(actor):
        return True
    return row.invoice__provider_user_id is not None and actor.pk == row.invoice__provider_user_id


RESOURCE_FIELDS.register(ResourceField("jobs", "payment", JobPayment, payments_of))
