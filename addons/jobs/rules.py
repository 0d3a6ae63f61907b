"""Who may do what with a job. None of these asks for the state, and none turns false by the deed."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role, is_administrator

from .querysets import watches

steers = has_role("dispatcher")


@rules.predicate
def is_customer(user: Any, job: Any) -> bool:
    return job is not None and job.customer_id == user.pk


@rules.predicate
def was_offered_it(user: Any, job: Any) -> bool:
    return job is not None and job.offers.filter(provider__user=user).exists()


@rules.predicate
def has_had_it(user: Any, job: Any) -> bool:
    """Was assigned at some time; whether the job is still theirs is a condition."""
    return job is not None and job.work_sessions.filter(provider__user=user).exists()


rules.add_perm("jobs.book_job", rules.is_authenticated)
rules.add_perm("jobs.follow_own_job", watches | is_customer | has_had_it)
rules.add_perm("jobs.watch_jobs", watches)
rules.add_perm("jobs.answer_offer", was_offered_it)
rules.add_perm("jobs.choose_provider", is_customer | steers)
rules.add_perm("jobs.steer_job", steers)
rules.add_perm("jobs.give_back_job", steers | has_had_it)
rules.add_perm("jobs.reschedule_job", is_customer | steers | has_had_it)
rules.add_perm("jobs.do_job", has_had_it)
rules.add_perm("jobs.finish_job", is_customer | steers | has_had_it)
rules.add_perm("jobs.cancel_job", is_customer | steers)
rules.add_perm("jobs.change_job_details", is_customer | steers)
rules.add_perm("jobs.write_client_note", is_customer | steers)
rules.add_perm("jobs.write_work_note", has_had_it | steers)
rules.add_perm("jobs.override_job", is_administrator | steers)
