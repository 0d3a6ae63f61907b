"""Who may do what with a job's money. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role

keeps_the_books = has_role("finance")
takes_cash = has_role("finance", "dispatcher", "support_manager")


@rules.predicate
def is_customer(user: Any, job: Any) -> bool:
    return job is not None and job.customer_id == user.pk


@rules.predicate
def does_the_work(user: Any, job: Any) -> bool:
    return job is not None and job.is_assigned_to(user)


rules.add_perm("job_payments.pay_job", is_customer)
rules.add_perm("job_payments.record_cash", does_the_work | takes_cash)
rules.add_perm("job_payments.change_jobpaymentpolicy", keeps_the_books)
