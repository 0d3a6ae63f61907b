"""What a review does to the rating at the finish, to the provider's average and to its request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.points import follows
from addons.base.uploads import attach
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create, perform
from addons.jobs.models import Job
from addons.jobs.points import when_confirmed
from addons.providers.points import recount_ratings

from .extends.jobs_worksession import SessionReviewed
from .flow import ReviewFlow, ReviewRequestFlow
from .models import Review, ReviewRequest

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change

HOUSE = System("reviews")


@when_confirmed
def ask_for_a_review(job: Job, change: Change) -> None:
    """Once for each job, in the transaction that confirms it."""
    if job.provider is not None and not ReviewRequest.objects.filter(job=job).exists():
        create(ReviewRequest, actor=HOUSE, data={"job": job.pk}, via=Door.FOLLOW_UP)


@follows(ReviewFlow.write)
def keep_photos(review: Review, change: Change) -> None:
    attach(review, change.arguments["photos"], kind="photo")


@follows(ReviewFlow.write)
def settle_the_request(review: Review, change: Change) -> None:
    for request in ReviewRequest.objects.filter(job=review.job_id):
        perform(request, ReviewRequestFlow.settle, actor=HOUSE, via=Door.FOLLOW_UP)


@follows(ReviewFlow.write)
def take_back_the_rating(review: Review, change: Change) -> None:
    """One voice for each job: what was said at the finish, in private, counts no more."""
    for session in review.job.work_sessions.exclude(rated_at=None):
        perform(session, SessionReviewed.take_back_rating, actor=HOUSE, via=Door.FOLLOW_UP)


@follows(ReviewFlow.write, ReviewFlow.hide, ReviewFlow.show)
def count_it(review: Review, change: Change) -> None:
    recount_ratings(review.provider)
