"""Who finds what of payments: see addons/base/testing/access.py."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from addons.base.testing.access import EVERYBODY, Cells, console_of, rest_of
from addons.base.workflow import Door, System
from addons.payments.models import Repayment
from addons.payments.points import give_back
from addons.payments.tests.arrange import ask, paid


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    payment, done = ask(people["customer"], key="access"), paid(people["customer"], key="done")
    by = {"actor": System("test"), "via": Door.COMMAND}
    give_back(done, Decimal("5.00"), key="back", reason="No need", **by)
    repayment = Repayment.objects.get(key="back")
    return {
        "payment": payment,
        "repayment": repayment,
        "payment_token": SimpleNamespace(pk=payment.token),
    }


KEEPS = {"finance", "administrator"}
WATCHES = {*KEEPS, "support_manager"}
PAYMENT = Cells("payment", {"customer", *WATCHES})
REPAYMENT = Cells("repayment", WATCHES)
# Whoever has the address of a payment may pay it.
TOKEN = Cells("payment_token", EVERYBODY)

PAGES = {
    **rest_of("payments", PAYMENT),
    "payments/<int:pk>/": PAYMENT,
    "payments/<int:pk>/do/<slug:transition>/": replace(
        PAYMENT, finds={"customer", *KEEPS}, given={"transition": "cancel"}
    ),
    "payments/<int:pk>/part/<slug:part>/": replace(PAYMENT, given={"part": "status"}),
    "pay/<str:token>/": replace(TOKEN, get=302),
    "pay/<str:token>/result/": TOKEN,
    "pay/test/<str:token>/": TOKEN,
    **console_of(
        "payments/payment",
        Cells("payment", WATCHES, given={"state": "pending", "transition": "cancel"}),
        acts=KEEPS,
    ),
    **console_of(
        "payments/repayment",
        Cells("repayment", WATCHES, given={"state": "asked", "transition": "refuse"}),
    ),
}
TOPICS = {
    "payments.payment": PAYMENT,
    "payments.repayment": Cells("repayment", {"customer", *WATCHES}),
}
