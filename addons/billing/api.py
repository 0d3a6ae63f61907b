"""How invoices and refunds read in the API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router, Schema

from addons.base.money import as_json
from addons.base.points import RESOURCES, ROUTERS, Resource
from addons.base.surfaces.authentication import actor_of, signed_in
from addons.base.surfaces.shapes import Money, Person
from addons.base.workflow import NotFound

from .models import Invoice, Refund
from .portal import as_file

LARGEST_ID = 2**63 - 1


class InvoiceLineOut(Schema):
    description: str
    quantity: str
    unit_price: Money
    amount: Money
    tax_rate: str
    tax: Money


class TaxOut(Schema):
    rate: str
    net: Money
    tax: Money


class AnnexOut(Schema):
    title: str
    columns: list[str]
    rows: list[list[str]]


class DocumentRef(Schema):
    id: int
    number: str


class InvoiceOut(Schema):
    id: int
    number: str
    kind: str
    state: str
    state_label: str
    customer: Person
    provider: Person | None
    about: str | None
    corrects: DocumentRef | None
    issued_on: date
    issued_at: datetime
    lines: list[InvoiceLineOut]
    annex: list[AnnexOut]
    taxes: list[TaxOut]
    subtotal: Money
    tax: Money
    total: Money
    paid: Money
    credited: Money
    refunded: Money
    open: Money
    pdf: str
    created_at: datetime
    updated_at: datetime
    version: int


class RefundOut(Schema):
    id: int
    number: str
    state: str
    state_label: str
    invoice: DocumentRef
    amount: Money
    to: str
    borne_by: str
    reason: str
    created_at: datetime
    updated_at: datetime
    version: int


def prepared(queryset: Any, actor: Any) -> Any:
    return queryset.with_people().prefetch_related("taxes")


def describe(invoice: Invoice, actor: Any) -> dict[str, Any]:
    provider, corrects = invoice.provider_user, invoice.corrects
    sums = ("subtotal", "tax", "total", "paid", "credited", "refunded", "open")
    return {
        "id": invoice.pk,
        "number": invoice.number,
        "kind": invoice.kind,
        "state": invoice.state,
        "state_label": invoice.state_label,
        "customer": person(invoice.customer),
        "provider": person(provider) if provider is not None else None,
        "about": invoice.about_topic or None,
        "corrects": reference(corrects) if corrects is not None else None,
        "issued_on": invoice.issued_on,
        "issued_at": invoice.issued_at,
        "lines": [line_out(line) for line in invoice.lines],
        "annex": invoice.annex,
        "taxes": [
            {
                "rate": f"{each.rate.normalize():f}",
                "net": as_json(each.net),
                "tax": as_json(each.tax),
            }
            for each in invoice.taxes.all()
        ],
        **{name: as_json(getattr(invoice, name)) for name in sums},
        "pdf": f"/api/v1/invoices/{invoice.pk}/pdf/",
        "created_at": invoice.created_at,
        "updated_at": invoice.updated_at,
        "version": invoice.version,
    }


def line_out(line: dict[str, str]) -> dict[str, Any]:
    money = {name: as_json(Decimal(line[name])) for name in ("unit_price", "amount", "tax")}
    return {name: line[name] for name in ("description", "quantity", "tax_rate")} | money


def person(user: Any) -> dict[str, Any]:
    return {"id": user.pk, "name": user.get_full_name()}


def reference(invoice: Invoice) -> dict[str, Any]:
    return {"id": invoice.pk, "number": invoice.number}


def describe_refund(refund: Refund, actor: Any) -> dict[str, Any]:
    return {
        "id": refund.pk,
        "number": str(refund),
        "state": refund.state,
        "state_label": refund.state_label,
        "invoice": reference(refund.invoice),
        "amount": as_json(refund.amount),
        "to": refund.to,
        "borne_by": refund.borne_by,
        "reason": refund.reason,
        "created_at": refund.created_at,
        "updated_at": refund.updated_at,
        "version": refund.version,
    }


RESOURCES.register(
    "invoices",
    Resource(
        model=Invoice,
        path="invoices",
        schema=InvoiceOut,
        describe=describe,
        prepared=prepared,
        filters={
            "state": "state",
            "kind": "kind",
            "customer": "customer_id",
            "provider": "provider_user_id",
            "issued_on": "issued_on",
            "issued_from": "issued_on__gte",
            "issued_until": "issued_on__lte",
        },
        search=("number",),
        ordering=("-id", "id", "-issued_on", "issued_on"),
        tag="Invoices",
    ),
)
RESOURCES.register(
    "refunds",
    Resource(
        model=Refund,
        path="refunds",
        schema=RefundOut,
        describe=describe_refund,
        prepared=lambda queryset, actor: queryset.with_people(),
        filters={"state": "state", "invoice": "invoice_id"},
        ordering=("-id", "id"),
        tag="Invoices",
    ),
)

files = ROUTERS.register("invoices", Router(tags=["Invoices"]))


A_PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}


@files.get(
    "/{int:id}/pdf/",
    auth=signed_in,
    summary="The invoice as a PDF",
    operation_id="invoices_pdf",
    openapi_extra={"responses": {200: {"description": "The PDF", "content": A_PDF}}},
)
def pdf(request: HttpRequest, id: int) -> HttpResponseBase:
    """The same file each time; drawn now where nobody has asked before."""
    mine = Invoice.objects.visible_to(actor_of(request)).with_people()
    invoice = mine.filter(pk=id).first() if id <= LARGEST_ID else None
    if invoice is None:
        raise NotFound
    return as_file(invoice)
