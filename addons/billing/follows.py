"""What is written with an invoice, in the same transaction."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import translation

from addons.base.faults import fault
from addons.base.points import follows
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create, perform
from addons.ledger.points import post, wallet_of
from addons.payments.flow import PaymentFlow
from addons.payments.points import ask_for

from .content import Line, by_rate
from .crediting import credit_lines
from .flow import InvoiceFlow
from .issuing import content_of, shares_of_payment
from .models import Invoice, InvoiceKind, Parties, Receipt, Refund, TaxLine
from .refund_flow import RefundFlow
from .refunding import move_the_money
from .sharing import Shares, legs
from .states import REFUNDED

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change
    from addons.payments.models import Payment

BILLING = System("billing")


@follows(InvoiceFlow.issue)
def write_its_parts(invoice: Invoice, change: Change) -> None:
    """Who is on it, and its tax by rate."""
    customer, provider = invoice.customer, invoice.provider_user
    Parties.objects.create(
        invoice=invoice,
        buyer_name=customer.get_full_name(),
        buyer_address=address_of(customer),
        buyer_email=customer.email or "",
        provider_name=provider.get_full_name() if provider is not None else "",
        reason=change.reason,
    )
    sums = by_rate(Line.read(line) for line in invoice.lines)
    TaxLine.objects.bulk_create(
        TaxLine(invoice=invoice, rate=each.rate, net=each.net, tax=each.tax) for each in sums
    )
    if invoice.prepaid:
        write_receipt(invoice, invoice.prepaid, key=f"{invoice.key}:prepaid")
    fault("billing:parts-written")


@follows(InvoiceFlow.receive)
def write_what_came(invoice: Invoice, change: Change) -> None:
    write_receipt(invoice, change.arguments["amount"], key=change.arguments["key"])


@follows(InvoiceFlow.pay_from_wallet)
def take_from_the_wallet(invoice: Invoice, change: Change) -> None:
    """To provider, house and tax office, as the invoice says; refused if the wallet has too little."""
    amount = change.arguments["amount"]
    key = f"invoice:{invoice.pk}:payment:{invoice.receipts.count() + 1}"
    shares = write_receipt(invoice, amount, key=key)
    post(
        kind="invoice_payment",
        key=key,
        legs=[
            (wallet_of(invoice.customer), -amount),
            *legs(shares, provider_user=invoice.provider_user),
        ],
        actor=change.actor,
        for_record=invoice,
        text=invoice.number,
    )
    fault("billing:paid")


@follows(InvoiceFlow.pay_by_card)
def open_a_payment(invoice: Invoice, change: Change) -> None:
    ask_for(
        invoice.customer,
        change.arguments["amount"],
        key=f"invoice:{invoice.pk}:card:{change.event.sequence}",
        text=invoice.number,
        for_record=invoice,
        actor=change.actor,
        via=Door.FOLLOW_UP,
        back=invoice.get_absolute_url(),
    )


@follows(PaymentFlow.succeed)
def pay_what_it_was_for(payment: Payment, change: Change) -> None:
    """A payment for an invoice pays what is still open of it; the rest stays in the wallet."""
    record_type, _colon, record_id = payment.for_record.partition(":")
    if record_type != Invoice._meta.label_lower:
        return
    invoice = Invoice.objects.get(pk=record_id)
    amount = min(payment.amount, invoice.open)
    if amount > 0 and payment.payer_id == invoice.customer_id:
        data = {"amount": amount}
        perform(invoice, InvoiceFlow.pay_from_wallet, actor=BILLING, data=data, via=Door.FOLLOW_UP)


@follows(InvoiceFlow.refund)
def ask_for_the_refund(invoice: Invoice, change: Change) -> None:
    data = change.arguments | {"invoice": invoice.pk, "reason": change.reason}
    create(Refund, actor=change.actor, data=data, via=Door.FOLLOW_UP)


@follows(RefundFlow.ask, RefundFlow.approve)
def give_it_back(refund: Refund, change: Change) -> None:
    """Once it is decided: the books, the card if it goes there, and the credit note last."""
    if refund.state == REFUNDED.key:
        move_the_money(refund, actor=change.actor)


@follows(InvoiceFlow.take_back_part)
def issue_the_credit_note(invoice: Invoice, change: Change) -> None:
    """The next number of its own series, last of all that is locked."""
    amount = change.arguments["amount"]
    with translation.override(invoice.language):
        lines = credit_lines(invoice, amount)
    content = content_of(
        InvoiceKind.CREDIT_NOTE,
        lines,
        commission=Decimal(0),
        prepaid=Decimal(0),
        annex=[],
        language=invoice.language,
        for_record=None,
        category=invoice.category,
        corrects=invoice,
    )
    content |= {"about_type": invoice.about_type, "about_id": invoice.about_id}
    data = {
        "key": change.arguments["key"],
        "customer": invoice.customer_id,
        "provider_user": invoice.provider_user_id,
        "content": content,
        "reason": change.reason,
    }
    create(Invoice, actor=BILLING, data=data, via=Door.FOLLOW_UP)


def write_receipt(invoice: Invoice, amount: Decimal, *, key: str) -> Shares:
    shares = shares_of_payment(invoice, amount)
    Receipt.objects.create(
        invoice=invoice,
        key=key,
        amount=amount,
        net=shares.net,
        commission=shares.commission,
        tax=shares.tax,
    )
    return shares


def address_of(customer: Any) -> str:
    """Where they usually have people come, as it is written now."""
    addresses = getattr(customer, "addresses", None)
    address = addresses.first() if addresses is not None else None
    return address.text if address is not None else ""
