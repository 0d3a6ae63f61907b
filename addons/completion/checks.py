"""What must hold between jobs and confirmations: asked by `manage.py verify`."""

from __future__ import annotations

from collections.abc import Iterator

from addons.base.points import verifies
from addons.jobs.states import COMPLETED

from .models import CompletionRequest


@verifies
def open_requests_of_other_jobs() -> Iterator[str]:
    """Only who has a job that is completed is asked about it."""
    strange = CompletionRequest.objects.open().exclude(job__state=COMPLETED.key)
    for request in strange.select_related("job").iterator():
        yield f"{request} is {request.state}, but {request.job} is {request.job.state}."


@verifies
def follow_ups_have_their_ticket() -> Iterator[str]:
    for request in CompletionRequest.objects.filter(state="escalated", ticket=None).iterator():
        yield f"{request} is followed up without a ticket."


@verifies
def attempts_are_counted() -> Iterator[str]:
    """What is kept of a follow-up for the sweep is what its attempts say."""
    for request in CompletionRequest.objects.exclude(escalated_at=None).iterator():
        failed = request.attempts.failed().count()
        if failed != request.failed_attempts:
            yield f"{request} counts {request.failed_attempts} failed attempts, there are {failed}."
