"""What a gateway says becomes so, once: whoever hears it first, a webhook or a look.

Nothing here speaks to a gateway. Each is a unit of work of its own, or part of the caller's.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from addons.base import money
from addons.base.workflow import Conflict, Door, Refused, System
from addons.base.workflow.declare import Body
from addons.base.workflow.doors import create, perform
from addons.base.workflow.unit import unit_of_work

from .flow import PaymentFlow
from .gateways.protocol import Became, Said, SaidOfRepayment
from .models import Payment, Repayment
from .models.gateway_event import Result
from .points import give_back
from .repayment_flow import RepaymentFlow

GATEWAY = System("payments.gateway")

logger = logging.getLogger(__name__)


def settle(payment: Payment, said: Said, *, via: Door) -> Result:
    """Take the payment to where the gateway says it is; what came of that."""
    # Reasons that are written down are the payer's to read.
    with translation.override(payment.payer.language):
        if said.became == Became.PAID:
            return unit_of_work(lambda: _settle_paid(payment, said, via=via))
        reason = {"reason": str(said.reason)}
        if said.became == Became.FAILED:
            return go_on(payment, PaymentFlow.fail, reason, via=via)
        if said.became == Became.CANCELLED:
            return go_on(payment, PaymentFlow.cancel, reason, via=via)
    return Result.NOTED


def _settle_paid(payment: Payment, said: Said, *, via: Door) -> Result:
    if said.amount != payment.amount or said.currency.upper() != money.currency():
        return _report_other_amount(payment, said, via=via)
    results = [_take_charge(payment, charge, via=via) for charge in said.charges]
    return next((r for r in (Result.SECOND, Result.APPLIED) if r in results), Result.KNOWN)


def _report_other_amount(payment: Payment, said: Said, *, via: Door) -> Result:
    """Nothing is booked. Finance is told (notices.py), once however often it is heard."""
    logger.error("%s: the gateway says that another amount was paid", payment.topic)
    data = {"reference": ", ".join(said.charges)[:200], "said": f"{said.amount} {said.currency}"}
    with suppress(Refused):
        perform(payment, PaymentFlow.report_other_amount, actor=GATEWAY, data=data, via=via)
    return Result.WRONG_AMOUNT


def _take_charge(payment: Payment, charge: str, *, via: Door) -> Result:
    """The first money of a payment is its own; more of it is kept apart and given back."""
    try:
        perform(payment, PaymentFlow.succeed, actor=GATEWAY, data={"reference": charge}, via=via)
    except Conflict:
        same = Payment.objects.filter(gateway=payment.gateway, gateway_reference=charge)
        if same.exists():
            return Result.KNOWN
        keep_second(payment, charge, via=via)
        return Result.SECOND
    return Result.APPLIED


def keep_second(payment: Payment, charge: str, *, via: Door) -> Payment:
    """The payment was paid once more: that money is written down and goes back to its card."""
    reason = _("%(payment)s was paid a second time.") % {"payment": payment}
    data = {
        "payer": payment.payer_id,
        "amount": payment.amount,
        "method": payment.method,
        "key": f"second:{payment.gateway}:{charge}",
        "text": reason,
        "second_of": payment.pk,
    }
    second = create(Payment, actor=GATEWAY, data=data, via=via)
    told = {"reference": charge}
    second = perform(second, PaymentFlow.succeed, actor=GATEWAY, data=told, via=via)
    key = f"{second.key}:back"
    return give_back(second, second.amount, key=key, reason=reason, actor=GATEWAY, via=via)


def settle_repayment(repayment: Repayment, said: SaidOfRepayment, *, via: Door) -> Result:
    """Take the repayment to where the gateway says it is."""
    if said.became == Became.PAID:
        data = {"reference": said.reference}
        return go_on(repayment, RepaymentFlow.arrive, data, via=via)
    if said.became == Became.OPEN:
        return go_on(repayment, RepaymentFlow.send, {"reference": said.reference}, via=via)
    return go_on(repayment, RepaymentFlow.refuse, {"reason": str(said.reason)}, via=via)


def go_on(record: Any, transition: Body, data: dict[str, str], *, via: Door) -> Result:
    """A late word changes nothing: the record is further on already."""
    try:
        perform(record, transition, actor=GATEWAY, data=data, via=via)
    except Conflict:
        return Result.KNOWN
    return Result.APPLIED
