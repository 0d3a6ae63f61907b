"""What an invoice says on paper, in the customer's language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import translation
from django.utils.translation import gettext as _

from addons.base.money import display

from .models import Invoice
from .typesetting import typeset

TEMPLATE = "billing/pdf/invoice.typ"


def draw(invoice: Invoice) -> bytes:
    """The PDF; the same invoice gives the same bytes, whenever it is asked."""
    with translation.override(invoice.language):
        return typeset(TEMPLATE, said(invoice), language=invoice.language)


def said(invoice: Invoice) -> dict[str, Any]:
    """All its texts, in the active language."""
    seller = invoice.seller
    return {
        "title": _("Credit note") if invoice.is_credit_note else _("Invoice"),
        "number": invoice.number,
        "seller": {"name": seller["name"], "lines": seller_lines(seller)},
        "facts": facts(invoice),
        "people": people(invoice),
        "reason_label": _("Reason"),
        "reason": invoice.parties.reason,
        "columns": [_("Description"), _("Quantity"), _("Unit price"), _("Tax rate"), _("Amount")],
        "lines": [line_of(line) for line in invoice.lines],
        "sums": sums(invoice),
        "taxes": taxes(invoice),
        "standing": standing(invoice),
        "bank_label": _("Bank"),
        "bank": [] if invoice.is_credit_note or is_paid(invoice) else seller["bank"].splitlines(),
        "annex": invoice.annex,
        "note": seller["note"],
        "foot": " · ".join(filter(None, [seller["name"], seller["tax_id"], invoice.number])),
        "page": _("Page {page} of {pages}"),
    }


def seller_lines(seller: dict[str, str]) -> list[str]:
    contact = " · ".join(filter(None, [seller["phone"], seller["email"]]))
    return [*seller["address"].splitlines(), contact, seller["tax_id"]]


def facts(invoice: Invoice) -> list[list[str]]:
    listed = [
        [_("Number"), invoice.number],
        [_("Date"), day(invoice.issued_on, invoice.language)],
    ]
    if invoice.corrects is not None:
        listed.append([_("For invoice"), invoice.corrects.number])
        listed.append([_("of"), day(invoice.corrects.issued_on, invoice.language)])
    return listed


def people(invoice: Invoice) -> list[dict[str, Any]]:
    parties = invoice.parties
    buyer = [
        parties.buyer_name or _("The customer asked to be forgotten."),
        parties.buyer_address,
        parties.buyer_email,
    ]
    blocks = [{"label": _("Billed to"), "lines": buyer}]
    if parties.provider_name:
        blocks.append({"label": _("Work done by"), "lines": [parties.provider_name]})
    return blocks


def line_of(line: dict[str, str]) -> list[str]:
    return [
        line["description"],
        amount_of(line["quantity"]),
        display(Decimal(line["unit_price"])),
        rate_of(Decimal(line["tax_rate"])),
        display(Decimal(line["amount"])),
    ]


def sums(invoice: Invoice) -> list[dict[str, Any]]:
    listed = [
        total_row(_("Before tax"), invoice.subtotal),
        total_row(_("Tax"), invoice.tax),
        total_row(_("Total"), invoice.total, strong=True),
    ]
    if invoice.prepaid:
        listed.append(total_row(_("Paid already"), -invoice.prepaid))
        listed.append(total_row(_("Still to pay"), invoice.total - invoice.prepaid, strong=True))
    return listed


def total_row(label: str, amount: Decimal, *, strong: bool = False) -> dict[str, Any]:
    return {"label": label, "value": display(amount), "strong": strong}


def taxes(invoice: Invoice) -> dict[str, Any]:
    rows = [
        [rate_of(each.rate), display(each.net), display(each.tax), display(each.net + each.tax)]
        for each in invoice.taxes.all()
    ]
    return {
        "title": _("Tax by rate"),
        "columns": [_("Tax rate"), _("Before tax"), _("Tax"), _("With tax")],
        "rows": rows,
    }


def standing(invoice: Invoice) -> str:
    """What was paid when it was issued. Payments that came later are no part of the document."""
    words = {"amount": display(invoice.total - invoice.prepaid), "total": display(invoice.total)}
    if invoice.is_credit_note:
        return _("%(total)s is taken off what you owe us, or given back to you.") % words
    if is_paid(invoice):
        return _("Paid in full. Nothing is left to pay.")
    return _("Please pay %(amount)s: on your account page, or to this bank account.") % words


def is_paid(invoice: Invoice) -> bool:
    return bool(invoice.prepaid == invoice.total)


def day(on: Any, language: str) -> str:
    return str(format_date(on, "long", locale=language.replace("-", "_")))


def amount_of(quantity: str) -> str:
    language = translation.get_language() or "en"
    return str(format_decimal(Decimal(quantity), locale=language.replace("-", "_")))


def rate_of(rate: Decimal) -> str:
    return f"{amount_of(str(rate))} %"
