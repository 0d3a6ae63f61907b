"""Whether a job's money allows a transition now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.predicates import has_role
from addons.base.workflow import System, condition

from .models import Settlement
from .states import Standing

if TYPE_CHECKING:
    from addons.jobs.models import Job


takes_cash = has_role("finance", "dispatcher", "support_manager")


def settlement_of(job: Job) -> Settlement | None:
    """None for a job from before this addon was on."""
    money = Settlement.objects.select_related("hold", "payment", "invoice")
    found: Settlement | None = money.filter(job=job).first()
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


@condition("not_yours", _("This job has been done by somebody else."))
def did_it(job: Job, actor: Any) -> bool:
    """Whoever did the work takes the cash, or our staff."""
    if isinstance(actor, System) or job.is_assigned_to(actor):
        return True
    return bool(takes_cash(actor))


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
