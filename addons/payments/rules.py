"""Who may do what with a payment. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role

from .querysets import watches

keeps_the_books = has_role("finance")


@rules.predicate  # type: ignore[untyped-decorator]
def is_payer(user: Any, record: Any) -> bool:
    payment = getattr(record, "payment", record)
    return payment is not None and payment.payer_id == user.pk


rules.add_perm("payments.ask_payment", rules.is_authenticated)
rules.add_perm("payments.look_at_payment", is_payer | watches)
rules.add_perm("payments.cancel_payment", is_payer | keeps_the_books)
rules.add_perm("payments.give_back_payment", watches)
rules.add_perm("payments.follow_payment", is_payer | watches)
rules.add_perm("payments.watch_payment", watches)
rules.add_perm("payments.change_paymentpolicy", keeps_the_books)
