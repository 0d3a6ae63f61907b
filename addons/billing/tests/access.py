"""Who finds which invoice and refund: see addons/base/testing/access.py."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from addons.base.testing.access import Cells, console_of, rest_of
from addons.base.workflow import Door
from addons.base.workflow.doors import create
from addons.billing.models import Refund
from addons.billing.tests.arrange import bill, pay


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    invoice = pay(bill(people["customer"], people["provider"]), "50.00")
    data = {"invoice": invoice.pk, "amount": Decimal(10), "to": "wallet", "borne_by": "house"}
    data["reason"] = "It was late."
    refund = create(Refund, actor=people["finance"], data=data, via=Door.FOLLOW_UP)
    return {"invoice": invoice, "refund": refund}


WATCHES = {"administrator", "finance", "support_manager"}
INVOICE = Cells("invoice", {"customer", "provider", *WATCHES})
PAYS = replace(INVOICE, finds={"customer"}, given={"transition": "pay-from-wallet"})
# It is done, so the customer is told of it.
REFUND = Cells("refund", {"customer", *WATCHES})

PAGES = {
    **rest_of("invoices", INVOICE),
    "api/v1/invoices/<int:id>/pdf/": INVOICE,
    **rest_of("refunds", REFUND),
    "billing/invoices/<int:pk>/": INVOICE,
    "billing/invoices/<int:pk>/pdf/": INVOICE,
    "billing/invoices/<int:pk>/do/pay-by-card/": replace(PAYS, given={}),
    "billing/invoices/<int:pk>/do/<slug:transition>/": PAYS,
    "billing/invoices/<int:pk>/part/<slug:part>/": replace(INVOICE, given={"part": "status"}),
    **console_of(
        "billing/invoice",
        Cells("invoice", WATCHES, given={"state": "issued", "transition": "refund"}),
        acts=WATCHES,
    ),
    **console_of(
        "billing/refund",
        Cells("refund", WATCHES, given={"state": "requested", "transition": "decline"}),
        acts={"administrator", "finance"},
    ),
}
TOPICS = {"billing.invoice": INVOICE, "billing.refund": REFUND}
