"""Who may do what with invoices. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role

from .querysets import watches

keeps_the_books = has_role("finance")


@rules.predicate
def is_customer(user: Any, invoice: Any) -> bool:
    return invoice is not None and invoice.customer_id == user.pk


@rules.predicate
def did_the_work(user: Any, invoice: Any) -> bool:
    return invoice is not None and invoice.provider_user_id == user.pk


@rules.predicate
def has_asked(user: Any, refund: Any) -> bool:
    return refund is not None and refund.asked_by_id == user.pk


rules.add_perm("billing.read_invoice", is_customer | did_the_work | watches)
rules.add_perm("billing.pay_invoice", is_customer)
rules.add_perm("billing.watch_invoices", watches)
rules.add_perm("billing.see_figures", keeps_the_books)
rules.add_perm("billing.refund_invoice", watches)
# Whether anybody's at all: for lists.
rules.add_perm("billing.approve_any_refund", keeps_the_books)
rules.add_perm("billing.approve_refund", keeps_the_books & ~has_asked)
rules.add_perm("billing.decline_refund", keeps_the_books | has_asked)
rules.add_perm("billing.change_billingpolicy", keeps_the_books)
