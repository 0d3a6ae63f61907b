"""What people are told about their money by inbox and e-mail, and finance about what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base.models import Event, Record
from addons.base.predicates import has_role
from addons.base.surfaces.console.sites import viewset_of
from addons.notifications.points import declare_notice

from .flow import PaymentFlow
from .gateways import gateway_of
from .models import Payment, Repayment
from .repayment_flow import RepaymentFlow

FIELDS = {
    "number": _("the payment's number"),
    "amount": _("how much"),
    "how": _("by card or in cash"),
    "text": _("what it was for"),
    "reason": _("why"),
}
keeps_the_books = has_role("finance")


def payment_of(event: Event) -> Payment:
    payment: Payment = Payment.objects.select_related("payer").get(pk=event.record_id)
    return payment


def repayment_of(event: Event) -> Repayment:
    repayment: Repayment = Repayment.objects.with_people().get(pk=event.record_id)
    return repayment


def payer_of(event: Event) -> Iterable[int]:
    """Not of what was paid twice: that goes back at once, and they are told of that."""
    payment = payment_of(event)
    return () if payment.second_of_id is not None else (payment.payer_id,)


def whose_money(event: Event) -> Iterable[int]:
    return (payment_of(event).payer_id,)


def whose_repayment(event: Event) -> Iterable[int]:
    return (repayment_of(event).payment.payer_id,)


def finance(event: Event) -> Iterable[int]:
    people = get_user_model()._default_manager.filter(groups__name="finance", is_active=True)
    return list(people.values_list("pk", flat=True))


def facts(event: Event) -> dict[str, Any]:
    payment = payment_of(event)
    return {
        "number": str(payment),
        "amount": payment.amount,
        "how": payment.get_method_display(),
        "text": payment.text,
        "reason": event.reason,
    }


def facts_given_back(event: Event) -> dict[str, Any]:
    """How much goes back stands in the transition's own arguments."""
    amount = Repayment.objects.get(key=event.arguments["key"]).amount
    return facts(event) | {"amount": amount}


def facts_of_repayment(event: Event) -> dict[str, Any]:
    repayment = repayment_of(event)
    return {
        "number": str(repayment.payment),
        "amount": repayment.amount,
        "how": repayment.payment.get_method_display(),
        "text": repayment.payment.text,
        "reason": event.reason,
    }


def facts_in_doubt(event: Event) -> dict[str, Any]:
    payment = payment_of(event)
    return facts(event) | {
        "gateway": gateway_of(payment).label,
        "said": event.arguments["said"],
        "reference": event.arguments["reference"],
    }


def page_of(event: Event) -> str:
    return payment_of(event).get_absolute_url()


def page_of_repayment(event: Event) -> str:
    return repayment_of(event).payment.get_absolute_url()


def console_page_of(event: Event) -> str:
    return _console_page(Payment, event)


def console_page_of_repayment(event: Event) -> str:
    return _console_page(Repayment, event)


def _console_page(model: type[Record], event: Event) -> str:
    pages = viewset_of(model)
    return pages.record_url(event.record_id) if pages else reverse("wagtailadmin_home")


declare_notice(
    "received",
    after=PaymentFlow.succeed,
    audience=payer_of,
    fields=FIELDS,
    context=facts,
    url=page_of,
    title=_("A payment has arrived"),
    subject=_("We have received {amount}"),
    text=_("Your payment {number} of {amount} has arrived. {text}"),
)
declare_notice(
    "failed",
    after=PaymentFlow.fail,
    audience=payer_of,
    fields=FIELDS,
    context=facts,
    url=page_of,
    title=_("A payment failed"),
    subject=_("Your payment of {amount} failed"),
    text=_(
        "Your payment {number} of {amount} was not made, and nothing was charged. {reason}\n"
        "Try again, or use another card."
    ),
)
declare_notice(
    "given_back",
    after=PaymentFlow.give_back,
    audience=whose_money,
    fields=FIELDS,
    context=facts_given_back,
    url=page_of,
    title=_("Money goes back to your card"),
    subject=_("{amount} goes back to your card"),
    text=_(
        "{amount} of your payment {number} goes back to the card that you paid with. {reason}\n"
        "Banks take up to ten days to show it."
    ),
)
declare_notice(
    "not_given_back",
    after=RepaymentFlow.refuse,
    audience=whose_repayment,
    fields=FIELDS,
    context=facts_of_repayment,
    url=page_of_repayment,
    title=_("Your card did not take money back"),
    subject=_("{amount} is in your wallet: your card did not take it"),
    text=_(
        "We tried to give you back {amount} of your payment {number}, and your card did not take "
        "it. The money is in your wallet, and you can spend it there."
    ),
)
declare_notice(
    "repayment_refused",
    after=RepaymentFlow.refuse,
    audience=finance,
    concerns=keeps_the_books,
    fields=FIELDS,
    context=facts_of_repayment,
    url=console_page_of_repayment,
    title=_("A refund to a card was refused"),
    subject=_("The refund of {amount} for {number} was refused"),
    text=_(
        "The gateway refused to give back {amount} of {number}: {reason}\n"
        "The money is in the payer's wallet again. Find out from them how they want it back."
    ),
)
declare_notice(
    "other_amount",
    after=PaymentFlow.report_other_amount,
    audience=finance,
    concerns=keeps_the_books,
    fields=FIELDS
    | {
        "gateway": _("the payment service"),
        "said": _("what it says was paid"),
        "reference": _("what it calls the money"),
    },
    context=facts_in_doubt,
    url=console_page_of,
    title=_("Another amount was paid than asked for"),
    subject=_("{number}: {said} was paid instead of {amount}"),
    text=_(
        "{gateway} says that {said} was paid for {number}; we had asked for {amount}. Nothing of it "
        "is booked, and the payer reads that we look into it.\n"
        "Look up {reference} at {gateway} and give that money back there. Then, if {number} is still "
        "open, cancel it here with a word to the payer, who can pay again."
    ),
)
