"""What the gateway is told after the commit, by the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.points import on
from addons.base.workflow import Door

from .asking import close_page, look_at, open_page, send_back
from .flow import PaymentFlow
from .models import Payment, Repayment
from .repayment_flow import RepaymentFlow

if TYPE_CHECKING:
    from addons.base.models import Event


@on(PaymentFlow.ask)
def open_the_page(event: Event) -> None:
    payment = payment_of(event)
    if payment.is_card and payment.second_of_id is None:
        open_page(payment, via=Door.FOLLOW_UP)


@on(PaymentFlow.look)
def look_at_it(event: Event) -> None:
    look_at(payment_of(event), via=Door.FOLLOW_UP)


@on(PaymentFlow.fail, PaymentFlow.cancel)
def close_the_page(event: Event) -> None:
    close_page(payment_of(event), via=Door.FOLLOW_UP)


@on(RepaymentFlow.ask)
def send_it_back(event: Event) -> None:
    repayment = Repayment.objects.with_people().get(pk=event.record_id)
    if repayment in Repayment.objects.under_way():
        send_back(repayment, via=Door.FOLLOW_UP)


def payment_of(event: Event) -> Payment:
    payment: Payment = Payment.objects.with_people().get(pk=event.record_id)
    return payment
