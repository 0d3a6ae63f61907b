"""How a job's confirmation reads in the API, and which jobs wait for the support."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from addons.base.points import RESOURCE_FIELDS, RESOURCES, ROUTERS, ResourceField
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import actor_of, signed_in
from addons.base.surfaces.paging import ListQuery, count_of, enveloped, rows_of
from addons.base.surfaces.resources import Endpoints
from addons.base.surfaces.routes import page_schema
from addons.base.surfaces.shapes import Person, Problem
from addons.base.workflow import Actor, Forbidden, System, may
from addons.jobs.models import Job
from addons.jobs.querysets import watches

from .models import CompletionRequest


class AttemptOut(Schema):
    method: str
    attempted_at: datetime
    reached: bool
    notes: str | None


class FollowUpOut(Schema):
    """The notes are the office's own; the two sides of the job read null."""

    agent: Person | None
    initiated_at: datetime
    attempts: list[AttemptOut]
    failed_attempts: int
    attempts_needed: int
    auto_completes_at: datetime | None
    outcome: str | None
    completed_by: Person | None
    completed_at: datetime | None
    notes: str | None


class CompletionOut(Schema):
    id: int
    state: str
    state_label: str
    round: int
    requested_by: Person | None
    requested_at: datetime
    note: str
    deadline: datetime
    responded_at: datetime | None
    approved: bool | None
    feedback: str
    issues: str
    auto_escalated: bool
    follow_up: FollowUpOut | None
    ticket: int | None


def completions_of(keys: list[int], actor: Actor) -> dict[int, dict[str, Any]]:
    """The last request of each job that the actor may see."""
    visible = CompletionRequest.objects.visible_to(actor).latest_of(keys)
    reads_all = isinstance(actor, System) or bool(watches(actor))
    customers = dict(Job.objects.filter(pk__in=visible).values_list("pk", "customer_id"))
    return {
        job: describe(request, reads_all=reads_all, is_own=customers[job] == actor.pk)
        for job, request in visible.items()
    }


def describe(request: CompletionRequest, *, reads_all: bool, is_own: bool) -> dict[str, Any]:
    knows_ticket = reads_all or is_own
    return {
        "id": request.pk,
        "state": request.state,
        "state_label": request.state_label,
        "round": request.round,
        "requested_by": person(request.requested_by),
        "requested_at": request.requested_at,
        "note": request.note,
        "deadline": request.deadline,
        "responded_at": request.responded_at,
        "approved": request.approved,
        "feedback": request.feedback,
        "issues": request.issues,
        "auto_escalated": request.auto_escalated,
        "follow_up": follow_up(request, reads_all=reads_all),
        "ticket": request.ticket_id if knows_ticket else None,
    }


def follow_up(request: CompletionRequest, *, reads_all: bool) -> dict[str, Any] | None:
    if request.initiated_at is None:
        return None
    return {
        "agent": person(request.agent),
        "initiated_at": request.initiated_at,
        "attempts": [
            {
                "method": each.method,
                "attempted_at": each.attempted_at,
                "reached": each.reached,
                "notes": each.notes if reads_all else None,
            }
            for each in request.attempts.all()
        ],
        "failed_attempts": request.failed_attempts,
        "attempts_needed": request.attempts_needed,
        "auto_completes_at": request.auto_completes_at,
        "outcome": request.outcome or None,
        "completed_by": person(request.completed_by),
        "completed_at": request.completed_at,
        "notes": request.outcome_notes if reads_all else None,
    }


def person(user: Any) -> dict[str, Any] | None:
    return None if user is None else {"id": user.pk, "name": user.get_full_name()}


RESOURCE_FIELDS.register(ResourceField("jobs", "completion", CompletionOut, completions_of))


class WaitingJob(RESOURCES["jobs"].schema):  # type: ignore[name-defined,misc]
    """A job as everywhere; what other addons add to it is in it too."""

    completion: CompletionOut | None


# --- what waits for the support --------------------------------------------------------------

WAITING = ListQuery({}, (), ("waits_since",))
waiting = ROUTERS.register("jobs/pending-completion", Router(tags=["Jobs"]))


@waiting.get(
    "/",
    auth=signed_in,
    response={200: page_schema(WaitingJob), (400, 401, 403): Problem},
    summary="Jobs whose customers have not answered in time",
    operation_id="jobs_pending_completion",
)
def list_waiting(request: HttpRequest) -> HttpResponse:
    """Those who wait longest come first; each job stands in it once."""
    actor = actor_of(request)
    if not may(actor, "completion.follow_up"):
        raise Forbidden
    page = WAITING.read(request.GET)
    late = CompletionRequest.objects.needs_follow_up().order_by()
    jobs = Job.objects.visible_to(actor).filter(completion_requests__in=late)
    jobs = jobs.annotate(waits_since=F("completion_requests__deadline"))
    shown = endpoints().described(rows_of(jobs, page), actor)
    return answer(enveloped(request, page, count_of(jobs), shown))


list_waiting.list_query = WAITING  # type: ignore[attr-defined]
list_waiting.query_names = None  # type: ignore[attr-defined]


@cache
def endpoints() -> Endpoints:
    """Those of jobs, so that a job reads here as it does there."""
    return Endpoints.of(RESOURCES["jobs"])
