"""Payments in the API, and paying into one's own wallet."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from addons.base.money import as_json
from addons.base.points import RESOURCES, ROUTERS, Resource
from addons.base.surfaces.answers import answer, read_json
from addons.base.surfaces.authentication import actor_of, signed_in
from addons.base.surfaces.inputs import check_body
from addons.base.surfaces.shapes import Money, Person, Problem
from addons.base.workflow import Door, Invalid
from addons.base.workflow.arguments import field_errors

from .forms import TopUpForm
from .models import Payment
from .points import ask_for
from .querysets import watches

router = ROUTERS.register("wallet/top-up", Router(tags=["wallet"]))


class About(Schema):
    type: str
    id: str


class PaymentOut(Schema):
    id: int
    number: str
    state: str
    state_label: str
    payer: Person
    amount: Money
    refunded: Money
    method: str
    text: str
    related: About | None
    pay_url: str | None
    gateway: str | None
    gateway_reference: str | None
    created_at: datetime
    updated_at: datetime
    version: int


def prepared(queryset: Any, actor: Any) -> Any:
    return queryset.select_related("payer")


def describe(payment: Payment, actor: Any) -> dict[str, Any]:
    """The payment as the actor may read it; where it can be paid, as long as it can."""
    is_payable = payment.is_card and payment.is_under_way
    knows_gateway = watches(actor)
    about = {"type": payment.about_type, "id": payment.about_id}
    return {
        "id": payment.pk,
        "number": str(payment),
        "state": payment.state,
        "state_label": payment.state_label,
        "payer": {"id": payment.payer_id, "name": payment.payer.get_full_name()},
        "amount": as_json(payment.amount),
        "refunded": as_json(payment.refunded),
        "method": payment.method,
        "text": payment.text,
        "related": about if payment.about_type else None,
        "pay_url": payment.pay_url if is_payable and actor.pk == payment.payer_id else None,
        "gateway": payment.gateway if knows_gateway and payment.is_card else None,
        "gateway_reference": payment.gateway_reference or None if knows_gateway else None,
        "created_at": payment.created_at,
        "updated_at": payment.updated_at,
        "version": payment.version,
    }


@router.post(
    "/",
    auth=signed_in,
    response={201: PaymentOut, (400, 401, 403, 409): Problem},
    summary="Pay into my wallet",
)
def top_up(request: HttpRequest) -> HttpResponse:
    """A payment that waits to be made at its `pay_url`. It is in the wallet when it has succeeded."""
    actor = actor_of(request)
    form = TopUpForm(check_body(TopUpForm, read_json(request)))
    if not form.is_valid():
        raise Invalid(field_errors(form))
    payment = ask_for(
        actor,
        form.cleaned_data["amount"],
        key=f"top-up:{actor.pk}:{secrets.token_urlsafe(16)}",
        actor=actor,
        via=Door.REST,
    )
    return answer(describe(payment, actor), status=201)


# For the document.
top_up.asks = TopUpForm

RESOURCES.register(
    "payments",
    Resource(
        model=Payment,
        path="payments",
        schema=PaymentOut,
        describe=describe,
        prepared=prepared,
        filters={"state": "state", "method": "method", "payer": "payer_id"},
        search=("text", "payer__name", "gateway_reference"),
        ordering=("-id", "id", "created_at", "-created_at"),
        tag="payments",
    ),
)
