"""The payment of a job on its record page and in its list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.utils.translation import gettext_lazy as _

from addons.base.points import (
    RECORD_COLUMNS,
    RECORD_FILTERS,
    RECORD_PANELS,
    RecordColumn,
    RecordFilter,
)
from addons.base.surfaces.console import Choice, RecordPanel
from addons.base.surfaces.console.sites import record_url

from .conditions import settlement_of
from .states import Standing

if TYPE_CHECKING:
    from addons.jobs.models import Job


def money_of(job: Job, actor: Any) -> dict[str, Any] | None:
    """What the panel shows; links to what the reader may open."""
    settlement = settlement_of(job)
    if settlement is None:
        return None
    invoice = settlement.invoice
    return {
        "settlement": settlement,
        "payment_url": record_url(settlement.payment, actor) if settlement.payment else "",
        "invoice": invoice,
        "invoice_url": record_url(invoice, actor) if invoice is not None else "",
        "can_refund": invoice is not None and invoice.refundable > 0,
    }


RECORD_PANELS.register(
    RecordPanel(
        model="jobs.Job",
        label=_("Payment"),
        template="job_payments/console/money.html",
        context=money_of,
        icon="bi-cash-coin",
        order=50,
    )
)
RECORD_COLUMNS.register(
    RecordColumn(
        "jobs.Job",
        Choice(
            "settlement.standing",
            _("Payment"),
            joins=("settlement",),
            sort="settlement__standing",
        ),
    )
)
RECORD_FILTERS.register(
    RecordFilter(
        "jobs.Job",
        "payment",
        django_filters.MultipleChoiceFilter(
            label=_("Payment"), field_name="settlement__standing", choices=Standing.choices
        ),
    )
)
