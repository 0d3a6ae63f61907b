"""The confirmation on the job's page, for either side, and what waits above a customer's jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addons.jobs.points import JOB_PANELS, JOBS_PANELS, JobPanel, JobsPanel

from .models import CompletionRequest
from .shown import shown_completion

if TYPE_CHECKING:
    from addons.jobs.models import Job

MOST = 5


def question_of(job: Job, reader: Any) -> dict[str, Any] | None:
    shown = shown_completion(job, reader)
    return None if shown is None else {"shown": shown}


def waiting_for(reader: Any) -> dict[str, Any] | None:
    """The customer's jobs that wait for their word, those that wait longest first."""
    mine = CompletionRequest.objects.open().filter(job__customer=reader)
    requests = list(mine.with_people().order_by("deadline", "pk")[:MOST])
    return {"requests": requests} if requests else None


JOB_PANELS.register(JobPanel("top", "completion/partials/question.html", question_of))
JOBS_PANELS.register(JobsPanel("completion/partials/waiting.html", waiting_for))
