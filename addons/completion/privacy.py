"""What is kept of people around confirmations, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.events.erase import erase_stream
from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .flow import CompletionFlow
from .models import CompletionRequest, ContactAttempt

PRIVACY = System("privacy")
SHOWN = ("note", "feedback", "issues")
# The office's own notes are not the customer's to have, nor do they outlive them.
ERASED = (*SHOWN, "outcome_notes")


def requests_about(user: Any) -> Iterator[dict[str, Any]]:
    mine = CompletionRequest.objects.filter(job__customer=user).select_related("job")
    for request in mine.order_by("pk"):
        yield {
            "job": request.job.number,
            "round": request.round,
            "state": request.state,
            "asked": request.requested_at,
            "answered": request.responded_at,
            "approved": request.approved,
            **{name: getattr(request, name) for name in SHOWN},
        }


def forget_requests(user: Any) -> None:
    """What was written goes; that the work was confirmed, or not, stays."""
    for request in CompletionRequest.objects.filter(job__customer=user):
        fresh = perform(request, CompletionFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        request.history.all().update(**{name: getattr(fresh, name) for name in ERASED})
        erase_stream(request)


def attempts_at(user: Any) -> Iterator[dict[str, Any]]:
    """When and how the customer was tried to be reached."""
    tried = ContactAttempt.objects.filter(request__job__customer=user)
    yield from tried.values("method", "reached", "attempted_at")


def forget_attempts(user: Any) -> None:
    ContactAttempt.objects.filter(request__job__customer=user).update(notes="")


PERSONAL.register(
    "completion.CompletionRequest",
    Personal("completion.CompletionRequest", requests_about, forget_requests),
)
PERSONAL.register(
    "completion.ContactAttempt",
    Personal("completion.ContactAttempt", attempts_at, forget_attempts),
)
