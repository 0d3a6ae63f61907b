"""Who may do what with a job's money. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role

from .conditions import takes_cash

keeps_the_books = has_role("finance")


@rules.predicate
def is_customer(user: Any, job: Any) -> bool:
    return job is not None and job.customer_id == user.pk


@rules.predicate
def has_had_it(user: Any, job: Any) -> bool:
    """Was assigned at some time; whether they did it in the end is a condition."""
    return job is not None and job.work_sessions.filter(provider__user=user).exists()


rules.add_perm("job_payments.pay_job", is_customer)
rules.add_perm("job_payments.record_cash", has_had_it | takes_cash)
rules.add_perm("job_payments.change_jobpaymentpolicy", keeps_the_books)
