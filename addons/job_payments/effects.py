"""What the worker does after a job was cancelled."""

from __future__ import annotations

from django.utils.translation import gettext as _

from addons.base.models import Event
from addons.base.points import on
from addons.base.workflow import Conflict, Door
from addons.base.workflow.doors import perform
from addons.jobs.flow import JobFlow
from addons.payments.flow import PaymentFlow

from .models import Settlement
from .settling import MONEY


@on(JobFlow.cancel)
def close_the_payment_page(event: Event) -> None:
    """Nobody is to pay for it any more.

    Not in the job's transaction: a payment that succeeds locks itself and then the job.
    """
    settlement = Settlement.objects.with_money().filter(job=event.record_id).first()
    payment = settlement.payment if settlement is not None else None
    if payment is None or not payment.is_under_way:
        return
    data = {"reason": _("The booking was cancelled.")}
    try:
        perform(payment, PaymentFlow.cancel, actor=MONEY, data=data, via=Door.AUTOMATION)
    except Conflict:
        return  # it was paid meanwhile, and goes back by itself
