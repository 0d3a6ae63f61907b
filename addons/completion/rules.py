"""Who may do what around a confirmation. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role
from addons.jobs.querysets import watches

from .querysets import follows_up

settles = has_role("support_manager")


@rules.predicate
def is_customer(user: Any, job: Any) -> bool:
    return job is not None and job.customer_id == user.pk


@rules.predicate
def has_had_it(user: Any, job: Any) -> bool:
    """Was assigned at some time; whether the job is still theirs is a condition."""
    return job is not None and job.work_sessions.filter(provider__user=user).exists()


rules.add_perm("completion.request_completion", has_had_it)
rules.add_perm("completion.answer_request", is_customer)
rules.add_perm("completion.follow_up", follows_up)
rules.add_perm("completion.settle_dispute", settles)
rules.add_perm("completion.watch_requests", watches)
