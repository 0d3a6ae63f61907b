"""Invoices, refunds, figures and taxes in the console."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base.points import RECORD_PANELS, in_console
from addons.base.surfaces.console import (
    Day,
    Facts,
    Menu,
    Money,
    OperableViewSet,
    RecordPanel,
    Related,
    Value,
    View,
)
from addons.base.surfaces.console.pages import PageViewSet

from .models import Invoice, Refund
from .pages import FiguresView, TaxesView

OPEN = Money("open", _("Still to pay"))


@in_console
class FiguresPage(PageViewSet):
    name = "billing-figures"
    view_class = FiguresView
    menu = Menu(
        group="money",
        order=10,
        icon="bi-wallet2",
        permission="billing.see_figures",
        label=_("Figures"),
    )


@in_console
class TaxesPage(PageViewSet):
    name = "billing-taxes"
    view_class = TaxesView
    menu = Menu(
        group="money",
        order=40,
        icon="doc-full",
        permission="billing.see_figures",
        label=_("Tax report"),
    )


@in_console
class InvoiceViewSet(OperableViewSet):
    model = Invoice
    menu = Menu(group="money", order=20, icon="doc-full", permission="billing.watch_invoices")
    columns = (
        "kind",
        Day("issued_on", _("Date")),
        "customer",
        "provider_user",
        Money("total", _("Total")),
        OPEN,
    )
    filters = ("kind", "issued_on", "category")
    search = ("number", "customer__name", "customer__email", "provider_user__name")
    views = (
        View(name="unpaid", label=_("Unpaid"), among="unpaid"),
        View(name="credit_notes", label=_("Credit notes"), among="credit_notes"),
    )
    card = (Day("issued_on", _("Date")), "customer", Money("total", _("Total")), OPEN)
    facts = (
        Facts(
            _("Sums"),
            (
                Money("subtotal", _("Before tax")),
                Money("tax", _("Tax")),
                Money("total", _("Total")),
                Money("commission", _("Commission in it")),
                Money("paid", _("Paid")),
                Money("credited", _("Credited")),
                Money("refunded", _("Given back")),
                OPEN,
            ),
            icon="bi-wallet2",
        ),
        Facts(
            _("What"),
            (
                "kind",
                Day("issued_on", _("Date")),
                Value("corrects", _("Corrects")),
                "category",
                Value("about_topic", _("For")),
            ),
            icon="doc-full",
        ),
        Facts(
            _("Who"),
            (
                "customer",
                Value("parties.buyer_name", _("Billed to")),
                Value("parties.buyer_address", _("Address")),
                "provider_user",
            ),
            icon="group",
        ),
    )
    related = (Related("credit_notes", _("Credit notes")), Related("refunds", _("Refunds")))


@in_console
class RefundViewSet(OperableViewSet):
    model = Refund
    menu = Menu(
        group="money",
        order=30,
        icon="bi-arrow-repeat",
        permission="billing.watch_invoices",
        badge="waiting",
    )
    columns = (
        "invoice",
        Value("invoice.customer", _("Customer"), joins=("invoice__customer",)),
        Money("amount", _("Amount")),
        "to",
        "borne_by",
        "asked_by",
    )
    filters = ("to", "borne_by")
    search = ("invoice__number", "invoice__customer__name", "invoice__customer__email")
    views = (
        View(
            name="waiting",
            label=_("Waiting"),
            among="waiting",
            needs="billing.approve_any_refund",
            empty=_("No refund waits for a second person."),
        ),
    )
    card = ("invoice", Money("amount", _("Amount")), "asked_by")
    facts = (
        Facts(
            _("What"),
            ("invoice", Money("amount", _("Amount")), "to", "borne_by", "reason", "asked_by"),
            icon="bi-arrow-repeat",
        ),
        Facts(
            _("How it falls"),
            (
                Money("net", _("Provider's part")),
                Money("commission", _("Commission")),
                Money("tax", _("Tax")),
            ),
            icon="bi-wallet2",
        ),
    )


def says(invoice: Invoice, actor: Any) -> dict[str, Any]:
    """Its lines as they stand on paper, and where the paper is."""
    lines = [
        line | {name: Decimal(line[name]) for name in ("amount", "tax", "unit_price")}
        for line in invoice.lines
    ]
    pdf = reverse("billing:invoice_pdf", args=[invoice.pk])
    return {"lines": lines, "pdf": pdf, "reason": invoice.parties.reason}


RECORD_PANELS.register(
    RecordPanel(
        model="billing.Invoice",
        label=_("Lines"),
        template="billing/console/lines.html",
        context=says,
        icon="doc-full",
        order=10,
    )
)
