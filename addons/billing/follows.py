"""What is written with an invoice, in the same transaction."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import translation

from addons.base.points import follows
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create

from .content import Line, by_rate
from .flow import InvoiceFlow
from .issuing import content_of, credit_lines, shares_of_payment
from .models import Invoice, InvoiceKind, Parties, Receipt, TaxLine

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change

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


@follows(InvoiceFlow.receive)
def write_what_came(invoice: Invoice, change: Change) -> None:
    write_receipt(invoice, change.arguments["amount"], key=change.arguments["key"])


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
        corrects=invoice,
    )
    content |= {"record_type": invoice.record_type, "record_id": invoice.record_id}
    data = {
        "key": change.arguments["key"],
        "customer": invoice.customer_id,
        "provider_user": invoice.provider_user_id,
        "content": content,
        "reason": change.reason,
    }
    create(Invoice, actor=BILLING, data=data, via=Door.FOLLOW_UP)


def write_receipt(invoice: Invoice, amount: Decimal, *, key: str) -> None:
    shares = shares_of_payment(invoice, amount)
    Receipt.objects.create(
        invoice=invoice,
        key=key,
        amount=amount,
        net=shares.net,
        commission=shares.commission,
        tax=shares.tax,
    )


def address_of(customer: Any) -> str:
    """Where they usually have people come, as it is written now."""
    addresses = getattr(customer, "addresses", None)
    address = addresses.first() if addresses is not None else None
    return address.text if address is not None else ""
