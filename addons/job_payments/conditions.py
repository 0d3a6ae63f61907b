"""Whether a job's money allows a transition now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import condition

from .models import Settlement
from .states import Standing

if TYPE_CHECKING:
    from addons.jobs.models import Job


def settlement_of(job: Job) -> Settlement | None:
    """None for a job from before this addon was on."""
    found: Settlement | None = Settlement.objects.of(job).with_money().first()
    return found


@condition("not_paid_yet", _("The customer has not paid yet."))
def is_not_awaited(job: Job, actor: Any) -> bool:
    if not job.is_held_back:
        return True
    settlement = settlement_of(job)
    return settlement is None or settlement.standing != Standing.AWAITED


@condition("nothing_due", _("Nothing of it is to be paid."), quiet=True)
def is_due(job: Job, actor: Any) -> bool:
    settlement = settlement_of(job)
    return settlement is not None and settlement.invoice_id is not None and settlement.due > 0


@condition("nothing_to_pay", _("No card payment is waited for."), quiet=True)
def waits_for_a_card(job: Job, actor: Any) -> bool:
    settlement = settlement_of(job) if job.is_held_back else None
    return settlement is not None and settlement.standing == Standing.AWAITED


@condition("payment_open", _("A card payment is open already. Pay that one."), quiet=True)
def has_no_open_payment(job: Job, actor: Any) -> bool:
    settlement = settlement_of(job)
    payment = settlement.payment if settlement is not None else None
    return payment is None or not payment.is_under_way


@condition("not_settled", _("Its money is settled already."))
def has_unsettled_money(job: Job, actor: Any) -> bool:
    settlement = settlement_of(job)
    return job.get_state().final and settlement is not None and settlement.holds_money
