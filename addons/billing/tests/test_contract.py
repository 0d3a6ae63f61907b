"""Every actor in every state through every transition of invoices and refunds."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base.testing.contract import FlowContract
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create
from addons.billing.flow import InvoiceFlow
from addons.billing.models import BillingPolicy, Invoice, Refund
from addons.billing.refund_flow import RefundFlow

from .arrange import bill, pay

WATCHES = {"finance", "support_manager", "administrator"}
ASKED: dict[str, Any] = {
    "amount": "10.00",
    "to": "wallet",
    "borne_by": "house",
    "reason": "It was late.",
}


def people() -> dict[str, Any]:
    staff = {
        name: make_person(name.title(), roles=(name,))
        for name in ("finance", "support_manager", "support_agent", "dispatcher", "administrator")
    }
    others = ("customer", "other_customer", "worker", "other_worker")
    return {
        **{name: make_person(name.title()) for name in others},
        **staff,
        "nobody": AnonymousUser(),
    }


def fresh_invoice(actors: dict[str, Any]) -> Invoice:
    return pay(bill(actors["customer"], actors["worker"]), "50.00")


def content(_record: Any, actors: dict[str, Any]) -> dict[str, Any]:
    return {"key": "x", "customer": actors["customer"].pk, "content": {}}


class TestInvoiceFlow(FlowContract):
    model = Invoice
    allowed = {
        InvoiceFlow.issue: set(),
        InvoiceFlow.receive: set(),
        InvoiceFlow.pay_from_wallet: {"customer"},
        InvoiceFlow.pay_by_card: {"customer"},
        InvoiceFlow.refund: WATCHES,
        InvoiceFlow.take_back_part: set(),
    }
    data = {
        InvoiceFlow.issue: content,
        InvoiceFlow.receive: {"key": "r", "amount": "10.00"},
        InvoiceFlow.pay_from_wallet: {"amount": "10.00"},
        InvoiceFlow.pay_by_card: {"amount": "10.00"},
        InvoiceFlow.refund: ASKED,
        InvoiceFlow.take_back_part: {"key": "c", "amount": "10.00"},
    }

    @pytest.fixture
    def actors(self, db: None) -> dict[str, Any]:
        return people()

    def fresh(self, actors: dict[str, Any]) -> Invoice:
        return fresh_invoice(actors)


class TestRefundFlow(FlowContract):
    model = Refund
    allowed = {
        RefundFlow.ask: WATCHES,
        RefundFlow.approve: {"finance", "administrator"},
        # Who has asked may take it back.
        RefundFlow.decline: {"finance", "administrator", "support_manager"},
        RefundFlow.forget: set(),
    }

    @pytest.fixture
    def actors(self, db: None) -> dict[str, Any]:
        BillingPolicy(refund_limit_manager=D(0)).save()
        return people()

    @property
    def data(self) -> Any:
        def asked(_record: Any, actors: dict[str, Any]) -> dict[str, Any]:
            return ASKED | {"invoice": fresh_invoice(actors).pk}

        return {RefundFlow.ask: asked, RefundFlow.decline: {"reason": "It was not late."}}

    def fresh(self, actors: dict[str, Any]) -> Refund:
        data = ASKED | {"invoice": fresh_invoice(actors).pk}
        return create(Refund, actor=actors["support_manager"], data=data, via=Door.FOLLOW_UP)
