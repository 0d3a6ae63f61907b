"""Speaking to gateways: only effects and schedules do, and never inside a transaction.

A gateway that does not answer changes nothing: it is asked again later, with a pause that grows.
What it has done meanwhile is found out then, as every call bears the same key again.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any, Final

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.faults import fault
from addons.base.policies import policy
from addons.base.workflow import Conflict, Door
from addons.base.workflow.doors import perform
from addons.base.workflow.unit import unit_of_work

from .flow import PaymentFlow
from .gateways import gateway_of
from .gateways.protocol import Became, GatewayDown, GatewayRefused, Said, SaidOfRepayment
from .models import Checkout, Payment, PaymentPolicy, Repayment, RepaymentLook
from .settle import GATEWAY, settle, settle_repayment
from .states import ASKED, CREATED

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
NOT_TAKEN: Final = _("The payment service does not take this payment.")
NOT_IN_TIME: Final = _("It was not paid in time.")

logger = logging.getLogger(__name__)


def open_page(payment: Payment, *, via: Door) -> None:
    """Have the gateway open its page, where that has not been done."""
    if payment.state != CREATED.key:
        return
    try:
        ready = gateway_of(payment).begin(payment, key=f"{payment.token}:begin")
    except GatewayDown as trouble:
        put_off(payment.checkout, trouble)
        return
    except GatewayRefused as refusal:
        logger.error("%s: the gateway does not take it: %s", payment.topic, refusal)
        settle(payment, Said(became=Became.FAILED, reason=NOT_TAKEN), via=via)
        return
    fault("payments:answered")

    def work() -> None:
        told = {"reference": ready.reference}
        perform(payment, PaymentFlow.open_checkout, actor=GATEWAY, data=told, via=via)
        opened = {"reference": ready.reference, "address": ready.address}
        Checkout.objects.filter(pk=payment.pk).update(**opened)
        answered(payment.checkout)

    try:
        unit_of_work(work)
    except Conflict:
        # It was cancelled while the gateway opened it.
        payment.checkout.reference = ready.reference
        close_page(payment, via=via)


def look_at(payment: Payment, *, via: Door) -> None:
    """Ask what has become of the payment; one that nobody made in time is cancelled."""
    if not payment.checkout.reference:
        return
    try:
        said = gateway_of(payment).read(payment)
    except GatewayDown as trouble:
        put_off(payment.checkout, trouble)
        return
    except GatewayRefused as trouble:
        # It does not know of it, so nobody can pay it there.
        logger.error("%s: the gateway does not know it: %s", payment.topic, trouble)
        said = Said(became=Became.OPEN)
    fault("payments:answered")

    def work() -> None:
        settle(payment, said, via=via)
        answered(payment.checkout)

    unit_of_work(work)
    if said.became == Became.OPEN and is_over(payment):
        cancel_late(payment, via=via)


def cancel_late(payment: Payment, *, via: Door) -> None:
    """The time to pay is over; an effect closes the gateway's page."""
    settle(payment, Said(became=Became.CANCELLED, reason=NOT_IN_TIME), via=via)


def is_over(payment: Payment) -> bool:
    return payment.created_at + timedelta(hours=policy(PaymentPolicy).hours_to_pay) <= clock.now()


def close_page(payment: Payment, *, via: Door) -> None:
    """Let nobody pay what has ended. Who has paid meanwhile has paid.

    Raises GatewayDown: the effect is tried again then.
    """
    if payment.checkout.reference:
        gateway = gateway_of(payment)
        gateway.close(payment)
        settle(payment, gateway.read(payment), via=via)


def send_back(repayment: Repayment, *, via: Door) -> None:
    """Tell the gateway to give money back, or ask what has become of that."""
    gateway = gateway_of(repayment.payment)
    try:
        if repayment.state == ASKED.key:
            key = f"{repayment.payment.token}:back:{repayment.pk}"
            said = gateway.repay(repayment, key=key)
        else:
            said = gateway.read_repayment(repayment)
    except GatewayDown as trouble:
        put_off(repayment.next_look, trouble)
        return
    except GatewayRefused as refusal:
        said = SaidOfRepayment(became=Became.FAILED, reference="", reason=str(refusal)[:500])
    fault("payments:answered")

    def work() -> None:
        settle_repayment(repayment, said, via=via)
        answered(repayment.next_look)

    unit_of_work(work)


# --- when next -----------------------------------------------------------------------------------


def put_off(look: Checkout | RepaymentLook, trouble: Exception) -> None:
    """It did not answer: again in a while, and whoever waits is told so."""
    logger.warning("%s: the gateway does not answer: %s", look.pk, trouble)
    noted = {"trouble_at": clock.now(), "trouble": str(trouble)[:200]}
    _rows(look).update(next_look_at=clock.now() + pause(look), looks=F("looks") + 1, **noted)


def answered(look: Checkout | RepaymentLook) -> None:
    """It has answered; the next look comes after a longer pause."""
    again = {"next_look_at": clock.now() + pause(look), "looks": F("looks") + 1}
    _rows(look).update(trouble_at=None, trouble="", **again)


def pause(look: Checkout | RepaymentLook) -> timedelta:
    """A minute, two, four, up to an hour."""
    return min(FIRST_PAUSE * int(2 ** min(look.looks, 10)), LONGEST_PAUSE)


def _rows(look: Checkout | RepaymentLook) -> QuerySet[Any]:
    return type(look).objects.filter(pk=look.pk)
