"""What people are told about invoices and refunds by inbox and e-mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.notifications.points import INBOX, declare_notice

from .flow import InvoiceFlow
from .models import Invoice, Refund
from .refund_flow import RefundFlow

FIELDS = {
    "number": _("the invoice's number"),
    "total": _("what it comes to"),
    "open": _("what is still to be paid"),
    "pdf": _("where it can be saved as a PDF"),
}
CREDIT_FIELDS = {
    "number": _("the credit note's number"),
    "invoice": _("the number of the invoice that it corrects"),
    "total": _("what it comes to"),
    "pdf": _("where it can be saved as a PDF"),
}
REFUND_FIELDS = {
    "number": _("the refund's number"),
    "invoice": _("the invoice's number"),
    "amount": _("what is given back"),
    "to": _("where it goes"),
    "reason": _("why"),
}


def invoice_of(event: Event) -> Invoice:
    invoice: Invoice = Invoice.objects.with_people().get(pk=event.record_id)
    return invoice


def refund_of(event: Event) -> Refund:
    refund: Refund = Refund.objects.with_people().get(pk=event.record_id)
    return refund


def page_of(event: Event) -> str:
    return invoice_of(event).get_absolute_url()


def page_of_refund(event: Event) -> str:
    return refund_of(event).invoice.get_absolute_url()


def console_page(event: Event) -> str:
    return reverse("billing_refund:record", args=[event.record_id])


def facts(event: Event) -> dict[str, Any]:
    invoice = invoice_of(event)
    return {
        "number": invoice.number,
        "invoice": invoice.corrects.number if invoice.corrects is not None else "",
        "total": invoice.total,
        "open": invoice.open,
        "pdf": f"{settings.BASE_URL}{reverse('billing:invoice_pdf', args=[invoice.pk])}",
    }


def refund_facts(event: Event) -> dict[str, Any]:
    refund = refund_of(event)
    return {
        "number": str(refund),
        "invoice": refund.invoice.number,
        "amount": refund.amount,
        "to": refund.get_to_display(),
        "reason": refund.reason,
    }


def told_in_full(event: Event) -> Iterable[int]:
    """The customer of an invoice on which nothing is left to pay."""
    invoice = invoice_of(event)
    return [] if invoice.is_credit_note or invoice.open else [invoice.customer_id]


def asked_to_pay(event: Event) -> Iterable[int]:
    invoice = invoice_of(event)
    return [invoice.customer_id] if invoice.open else []


def told_of_credit(event: Event) -> Iterable[int]:
    invoice = invoice_of(event)
    return [invoice.customer_id] if invoice.is_credit_note else []


def told_of_refund(event: Event) -> Iterable[int]:
    """The customer, once it is done."""
    done = Refund.objects.done().filter(pk=event.record_id)
    return done.values_list("invoice__customer", flat=True)


def who_bears_it(event: Event) -> Iterable[int]:
    done = Refund.objects.done().filter(pk=event.record_id, borne_by="provider")
    return done.values_list("invoice__provider_user", flat=True)


def second_persons(event: Event) -> Iterable[int]:
    """Who may approve what waits, without who has asked."""
    if not Refund.objects.waiting().filter(pk=event.record_id).exists():
        return []
    people = get_user_model()._default_manager.filter(groups__name="finance", is_active=True)
    found: Iterable[int] = people.exclude(pk=event.actor_id).values_list("pk", flat=True)
    return found


def who_asked(event: Event) -> Iterable[int]:
    asked_by = refund_of(event).asked_by_id
    return [asked_by] if asked_by is not None and asked_by != event.actor_id else []


declare_notice(
    "issued_paid",
    after=InvoiceFlow.issue,
    audience=told_in_full,
    title=_("An invoice is ready, paid already"),
    subject=_("Invoice {number}: {total}, paid"),
    text=_("Your invoice {number} over {total} is ready. It is paid in full.\nAs a PDF: {pdf}"),
    fields=FIELDS,
    context=facts,
    url=page_of,
)
declare_notice(
    "issued_open",
    after=InvoiceFlow.issue,
    audience=asked_to_pay,
    title=_("An invoice has to be paid"),
    subject=_("Invoice {number}: please pay {open}"),
    text=_(
        "Your invoice {number} over {total} is ready. {open} is still to be paid: open the invoice "
        "to pay by card or from your wallet.\nAs a PDF: {pdf}"
    ),
    fields=FIELDS,
    context=facts,
    url=page_of,
)
declare_notice(
    "credited",
    after=InvoiceFlow.issue,
    audience=told_of_credit,
    title=_("A credit note is ready"),
    subject=_("Credit note {number}: {total}"),
    text=_("The credit note {number} over {total} corrects invoice {invoice}.\nAs a PDF: {pdf}"),
    fields=CREDIT_FIELDS,
    context=facts,
    url=page_of,
    channels=(INBOX,),
)
declare_notice(
    "refunded",
    after=(RefundFlow.ask, RefundFlow.approve),
    audience=told_of_refund,
    title=_("Money is given back to you"),
    subject=_("You get {amount} back"),
    text=_(
        "You get {amount} of invoice {invoice} back. Where to: {to}. Why: {reason}\nMoney for the "
        "wallet is there now; a card may take some days to show it."
    ),
    fields=REFUND_FIELDS,
    context=refund_facts,
    url=page_of_refund,
)
declare_notice(
    "refund_borne",
    after=(RefundFlow.ask, RefundFlow.approve),
    audience=who_bears_it,
    title=_("Money for your work was given back"),
    subject=_("{amount} of invoice {invoice} was given back"),
    text=_(
        "The customer of invoice {invoice} got {amount} back: {reason}\nYour part of it is taken "
        "from your earnings, our commission from ours."
    ),
    fields=REFUND_FIELDS,
    context=refund_facts,
    url=page_of_refund,
)
declare_notice(
    "refund_waits",
    after=RefundFlow.ask,
    audience=second_persons,
    title=_("A refund waits for a second person"),
    subject=_("Refund {number} over {amount} waits for approval"),
    text=_("{amount} of invoice {invoice} is to be given back: {reason}\nApprove or decline it."),
    fields=REFUND_FIELDS,
    context=refund_facts,
    url=console_page,
    concerns=lambda user: bool(user.is_staff),
)
declare_notice(
    "refund_declined",
    after=RefundFlow.decline,
    audience=who_asked,
    title=_("A refund that you asked for is declined"),
    subject=_("Refund {number} is declined"),
    text=_("{amount} of invoice {invoice} is not given back."),
    fields=REFUND_FIELDS,
    context=refund_facts,
    url=console_page,
    concerns=lambda user: bool(user.is_staff),
    channels=(INBOX,),
)
