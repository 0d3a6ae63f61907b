"""Who finds what of a review: see addons/base/testing/access.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from addons.base import clock
from addons.base.testing.access import Cells, console_of, rest_of
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.reviews.flow import ReviewFlow
from addons.reviews.models import Review


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    hidden = written(people, made, days=3)
    data = {"reason": "It names a telephone number."}
    moderator = people["support_manager"]
    hidden = perform(hidden, ReviewFlow.hide, actor=moderator, data=data, via=Door.CONSOLE)
    job = finished(people, made, days=4)
    return {
        "hidden_review": hidden,
        "job_to_review": job,
        "review_request": job.review_request,
    }


def written(people: dict[str, Any], made: dict[str, Any], *, days: int) -> Review:
    data = {"job": finished(people, made, days=days).pk, "stars": 2, "text": "Call me: 98 100."}
    return create(Review, actor=people["customer"], data=data, via=Door.PORTAL)


def finished(people: dict[str, Any], made: dict[str, Any], *, days: int) -> Job:
    """At a time of its own: other addons' things may bind the provider now."""
    at = (clock.now() + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
    booking = {
        "category": made["category"].slug,
        "provider": made["provider"].pk,
        "description": "The windows.",
        "address": "12 Main Street",
        "latitude": "28.6139",
        "longitude": "77.2090",
        "scheduled_at": at.isoformat(),
        "payment_method": "cash",
    }
    job = create(Job, actor=people["customer"], data=booking, via=Door.PORTAL)
    job = perform(job, JobFlow.accept, actor=people["provider"], via=Door.PORTAL)
    job = perform(job, JobFlow.start, actor=people["provider"], data={"code": ""}, via=Door.PORTAL)
    return perform(job, JobFlow.complete, actor=people["customer"], data={}, via=Door.PORTAL)


MODERATES = {"administrator", "support_agent", "support_manager"}
WATCHES = {*MODERATES, "dispatcher"}
HIDDEN = Cells("hidden_review", {"customer", "provider", *WATCHES})

PAGES = {
    **rest_of("reviews", HIDDEN),
    "reviews/<int:pk>/": HIDDEN,
    "reviews/<int:pk>/do/<slug:transition>/": replace(
        HIDDEN, finds=MODERATES, given={"transition": "show"}
    ),
    "reviews/<int:pk>/part/<slug:part>/": replace(HIDDEN, given={"part": "main"}),
    "reviews/write/<int:pk>/": Cells("job_to_review", {"customer"}),
    **console_of(
        "reviews/review",
        Cells("hidden_review", WATCHES, given={"state": "hidden", "transition": "show"}),
        acts=MODERATES,
    ),
}
TOPICS = {
    "reviews.review": HIDDEN,
    "reviews.reviewrequest": Cells("review_request", {"customer", *WATCHES}),
}
