"""Every actor in every state through every transition of payments and repayments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base.testing.contract import FlowContract
from addons.base.testing.people import make_person
from addons.base.workflow import Door, System
from addons.payments.flow import PaymentFlow
from addons.payments.models import Payment, Repayment
from addons.payments.points import give_back
from addons.payments.repayment_flow import RepaymentFlow

from .arrange import ask, paid

WATCHES = {"finance", "support_manager", "administrator"}
EVERYBODY = {"payer", "other", "support_agent", "dispatcher", *WATCHES}


class Actors:
    @pytest.fixture
    def actors(self, asha, bala):
        roles = ("finance", "support_manager", "administrator", "support_agent", "dispatcher")
        staff = {role: make_person(role, roles=(role,)) for role in roles}
        return staff | {"nobody": AnonymousUser(), "payer": asha, "other": bala}


def wanted(record: Any, actors: dict[str, Any]) -> dict[str, Any]:
    key = f"wanted:{Payment.objects.count()}"
    return {"payer": actors["payer"].pk, "amount": "10.00", "method": "card", "key": key}


class TestPaymentFlow(Actors, FlowContract):
    model = Payment
    allowed = {
        PaymentFlow.ask: EVERYBODY,
        PaymentFlow.open_checkout: set(),
        PaymentFlow.look: {"payer", *WATCHES},
        PaymentFlow.succeed: set(),
        PaymentFlow.report_other_amount: set(),
        PaymentFlow.fail: set(),
        PaymentFlow.cancel: {"payer", "finance", "administrator"},
        PaymentFlow.give_back: WATCHES,
        PaymentFlow.keep: set(),
    }
    data = {
        PaymentFlow.ask: wanted,
        PaymentFlow.give_back: {"amount": "5.00", "key": "back", "reason": "No need"},
        PaymentFlow.keep: {"amount": "5.00"},
        PaymentFlow.report_other_amount: {"reference": "charge-1", "said": "5.00 USD"},
    }

    def fresh(self, actors):
        return ask(actors["payer"])

    def arrange(self, state, actors):
        from addons.base.testing.contract import place

        is_paid = state in {"succeeded", "partly_refunded", "refunded"}
        return place(paid(actors["payer"]) if is_paid else self.fresh(actors), state)


class TestRepaymentFlow(Actors, FlowContract):
    model = Repayment
    allowed = {
        RepaymentFlow.ask: set(),
        RepaymentFlow.send: set(),
        RepaymentFlow.arrive: set(),
        RepaymentFlow.refuse: set(),
    }

    def fresh(self, actors):
        payment, key = paid(actors["payer"]), f"back:{Repayment.objects.count()}"
        by = {"actor": System("test"), "via": Door.COMMAND}
        give_back(payment, Decimal("5.00"), key=key, reason="No need", **by)
        return Repayment.objects.get(key=key)
