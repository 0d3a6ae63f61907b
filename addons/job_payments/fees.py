"""What cancelling a job costs, and from when on. Nothing here moves money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base import clock
from addons.base.money import round_money
from addons.base.policies import policy
from addons.base.workflow import Door
from addons.billing.points import Shares, shares_of, tax_within
from addons.jobs.states import ASSIGNED

from .models import JobPaymentPolicy

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory
    from addons.jobs.models import Job

# Ways on which the person has read what it costs.
SAID = frozenset({Door.PORTAL, Door.REST, Door.WEBSOCKET, Door.CONSOLE})


@dataclass(frozen=True)
class Fee:
    """What a customer's cancelling costs once somebody has accepted, and since when."""

    amount: Decimal
    late_from: datetime

    @property
    def is_late(self) -> bool:
        return self.late_from <= clock.now()


def fee_of(job: Job) -> Fee:
    """The fee as it will be; zero where the category has none."""
    amount = min(fee_in(job.category), job.total)
    return Fee(amount, job.starts_at - timedelta(hours=policy(JobPaymentPolicy).late_hours))


def fee_in(category: ServiceCategory) -> Decimal:
    return round_money(category.policy.late_cancel_fee)


def fee_for_cancelling(job: Job, actor: Any, *, state: str, via: Door) -> Decimal:
    """What this cancelling costs. Only a customer pays, for time that somebody kept for them.

    Nothing where our staff or the system cancels, nor where it follows from something else whose
    page has not said so.
    """
    fee = fee_of(job)
    is_theirs = actor.pk is not None and actor.pk == job.customer_id
    if not is_theirs or via not in SAID or state != ASSIGNED.key or not fee.is_late:
        return Decimal(0)
    return fee.amount


def shares_of_fee(job: Job, fee: Decimal) -> Shares:
    """The fee holds the tax of the category; of the rest the house takes what its policy says."""
    tax = tax_within(fee, job.category.policy.tax_rate)
    percent = policy(JobPaymentPolicy).fee_commission_percent
    return shares_of(fee, tax=tax, commission=round_money((fee - tax) * percent / 100))


def line_of_fee(job: Job, shares: Shares) -> dict[str, Any]:
    """The one line of its invoice."""
    net = shares.net + shares.commission
    return {
        "description": _("Late cancellation of %(job)s") % {"job": job.number},
        "quantity": 1,
        "unit_price": str(net),
        "amount": str(net),
        "tax_rate": str(job.category.policy.tax_rate),
        "tax": str(shares.tax),
    }
