"""Whether a job or its confirmation allows a transition now, each with the reason people read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import System, condition

if TYPE_CHECKING:
    from addons.jobs.models import Job

    from .models import CompletionRequest


def open_request(job: Job) -> CompletionRequest | None:
    """What the customer is asked now, if anything."""
    # By label: the models are built on this file.
    requests: Any = apps.get_model("completion.CompletionRequest").objects
    found: CompletionRequest | None = requests.open().of(job).first()
    if found is not None:
        found.job = job  # as the door has it
    return found


@condition("not_due", _("It was reminded already, or its time has not come."))
def is_to_be_reminded(request: CompletionRequest, actor: Any) -> bool:
    return request.is_to_be_reminded


@condition("not_yours", _("This job has been given to somebody else."))
def is_theirs(job: Job, actor: Any) -> bool:
    return isinstance(actor, System) or job.is_assigned_to(actor)


@condition("nothing_asked", _("Nobody waits for an answer about it now."), quiet=True)
def is_asked(job: Job, actor: Any) -> bool:
    return open_request(job) is not None


@condition("asked_already", _("The customer has been asked."), quiet=True)
def is_not_asked(job: Job, actor: Any) -> bool:
    return open_request(job) is None


@condition("not_overdue", _("It was answered, or the customer still has time."))
def is_overdue(job: Job, actor: Any) -> bool:
    request = open_request(job)
    return request is not None and request.is_overdue


@condition("not_followed_up", _("Begin the follow-up first."))
def is_followed_up(job: Job, actor: Any) -> bool:
    request = open_request(job)
    return request is not None and request.is_followed_up


@condition("not_due", _("It was answered, or its time has not come."))
def may_complete_by_itself(job: Job, actor: Any) -> bool:
    request = open_request(job)
    return request is not None and request.is_followed_up and request.may_complete_by_itself
