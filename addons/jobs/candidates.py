"""Whom to ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.providers.models import Provider

if TYPE_CHECKING:
    from .models import Job


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
