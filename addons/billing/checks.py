"""What must always hold of invoices."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import F, Max, Min, OuterRef, Subquery, Sum

from addons.base.points import verifies

from .models import Counter, Invoice, InvoiceKind, Receipt, TaxLine

ZERO = Decimal(0)


@verifies
def numbers_have_no_gap() -> Iterator[str]:
    """Each series of a year counts from one to its counter."""
    counted = {(row.kind, row.year): row.last for row in Counter.objects.all()}
    found = Invoice.objects.order_by().values("kind", "year")
    for row in found.annotate(first=Min("sequence"), last=Max("sequence")):
        key = (row["kind"], row["year"])
        number = Invoice.objects.filter(kind=row["kind"], year=row["year"]).count()
        last = counted.pop(key, 0)
        if (row["first"], row["last"], number) != (1, last, last):
            yield f"{row['kind']} {row['year']}: {number} numbers, the counter says {last}"
    for (kind, year), last in counted.items():
        yield f"{kind} {year}: no number is there, the counter says {last}"


@verifies
def invoices_sum_up() -> Iterator[str]:
    """Tax lines, receipts, credit notes and refunds sum to what the invoice says."""
    taxes = TaxLine.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    receipts = Receipt.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    notes = Invoice.objects.filter(corrects=OuterRef("pk")).order_by().values("corrects")
    checked = Invoice.objects.annotate(
        tax_sum=Subquery(taxes.annotate(sum=Sum("tax")).values("sum")),
        net_sum=Subquery(taxes.annotate(sum=Sum("net")).values("sum")),
        came=Subquery(receipts.annotate(sum=Sum("amount")).values("sum")),
        noted=Subquery(notes.annotate(sum=Sum("total")).values("sum")),
    )
    for invoice in checked.order_by("pk").iterator():
        pairs = (
            ("tax", invoice.tax, invoice.tax_sum),
            ("net", invoice.subtotal, invoice.net_sum),
            ("paid", invoice.paid, invoice.came),
            ("credited", invoice.credited, invoice.noted),
        )
        for name, said, counted in pairs:
            if said != (counted or ZERO):
                yield f"{invoice.number}: {name} {said}, counted {counted or ZERO}"


@verifies
def invoices_stand_where_their_sums_say() -> Iterator[str]:
    """The state is the one that paid and credited lead to."""
    paid_off = Invoice.objects.filter(kind=InvoiceKind.INVOICE, credited=F("total"), total__gt=0)
    for invoice in paid_off.exclude(state="credited").iterator():
        yield f"{invoice.number}: credited wholly, but {invoice.state}"
    for invoice in Invoice.objects.filter(state="paid").iterator():
        if invoice.open:
            yield f"{invoice.number}: paid, but {invoice.open} is open"
