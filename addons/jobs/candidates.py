"""Whom to ask next, and asking them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.workflow import System
from addons.base.workflow.doors import perform
from addons.providers.models import Provider

from .flow import JobFlow

if TYPE_CHECKING:
    from addons.base.workflow import Door

    from .models import Job

DISPATCH = System("jobs.dispatch")


def ask_next(job: Job, *, via: Door) -> None:
    """Offer to the next best who was not asked; after the last, or too many, call a dispatcher.

    The job as it was read decides whom: what has happened to it since is a Conflict.
    """
    candidate = None
    if job.providers_asked < job.category.policy.maximum_offers:
        candidate = best_candidate(job)
    if candidate is None:
        perform(job, JobFlow.call_dispatcher, actor=DISPATCH, via=via, version=job.version)
    else:
        data = {"provider": candidate.pk}
        perform(job, JobFlow.ask, actor=DISPATCH, via=via, data=data, version=job.version)


def best_candidate(job: Job) -> Provider | None:
    """The best provider near who is free then and neither was asked for this job nor had it."""
    asked = job.offers.values_list("provider_id", flat=True)
    # A dispatcher gives a job without an offer; who could not do it is not asked for it.
    had_it = job.work_sessions.values_list("provider_id", flat=True)
    nearby = Provider.objects.candidates(
        category=job.category,
        latitude=job.latitude,
        longitude=job.longitude,
        start=job.scheduled_at,
        minutes=job.duration_minutes,
        without={*asked, *had_it},
    )
    return next((p for p in nearby if p.user_id != job.customer_id), None)
