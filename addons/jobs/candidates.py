"""Whom to ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.providers.models import Provider

if TYPE_CHECKING:
    from .models import Job


def best_candidate(job: Job) -> Provider | None:
    """The best provider near who is free then and was not asked for this job yet."""
    asked = set(job.offers.values_list("provider_id", flat=True))
    nearby = Provider.objects.candidates(
        category=job.category,
        latitude=job.latitude,
        longitude=job.longitude,
        start=job.scheduled_at,
        minutes=job.duration_minutes,
        without=asked,
    )
    return next((p for p in nearby if p.user_id != job.customer_id), None)
