from __future__ import annotations

from decimal import Decimal as D
from itertools import count
from typing import Any

from addons.base.workflow import Door, System
from addons.billing.models import Invoice
from addons.billing.points import issue, record_payment

TEST = System("test")
_keys = count(1)


def line(amount: str = "100.00", *, rate: str = "18", tax: str = "", text: str = "Work") -> Any:
    tax = tax or str((D(amount) * D(rate) / 100).quantize(D("0.01")))
    given = {"description": text, "quantity": 1, "unit_price": amount, "amount": amount}
    return given | {"tax_rate": rate, "tax": tax}


def bill(customer: Any, provider: Any = None, *lines: Any, **more: Any) -> Invoice:
    """An invoice over 118.00 of which 100.00 is the price and 20.00 of that the commission."""
    given: dict[str, Any] = {
        "key": f"test:{next(_keys)}",
        "customer": customer,
        "provider_user": provider,
        "lines": lines or [line()],
        "for_record": None,
        "actor": TEST,
        "via": Door.COMMAND,
        "commission": D("20.00"),
    }
    return issue(**given | more)


def pay(invoice: Invoice, amount: str, *, key: str = "") -> Invoice:
    key = key or f"test:{next(_keys)}"
    return record_payment(invoice, D(amount), key=key, actor=TEST, via=Door.COMMAND)
