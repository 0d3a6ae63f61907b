"""Who may do what with invoices. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from .querysets import watches


@rules.predicate
def is_customer(user: Any, invoice: Any) -> bool:
    return invoice is not None and invoice.customer_id == user.pk


@rules.predicate
def did_the_work(user: Any, invoice: Any) -> bool:
    return invoice is not None and invoice.provider_user_id == user.pk


rules.add_perm("billing.read_invoice", is_customer | did_the_work | watches)
rules.add_perm("billing.watch_invoices", watches)
