"""Who finds what of the books: see addons/base/testing/access.py."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from addons.base.testing.access import Cells
from addons.ledger.points import wallet_of
from addons.ledger.tests.arrange import pay_in

KEEPS_THE_BOOKS = {"administrator", "finance"}


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    wallet = pay_in(wallet_of(people["customer"]), Decimal(100))
    return {"account": wallet, "transfer": wallet.postings.get().transfer}


PAGES = {
    "admin/ledger-accounts/<str:key>/": Cells("account", KEEPS_THE_BOOKS),
    "admin/ledger-transfers/<str:key>/": Cells("transfer", KEEPS_THE_BOOKS),
}
