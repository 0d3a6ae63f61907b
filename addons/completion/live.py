"""What people hear at once of a confirmation: `job_update` messages, as of everything about jobs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base.points import tells
from addons.base.workflow.compose import flow_of
from addons.jobs.models import Job
from addons.jobs.points import job_update

from .audiences import both_sides, job_of
from .extends.jobs_job import ANSWERS, JobCompletion

if TYPE_CHECKING:
    from addons.base.models import Event


@tells(
    JobCompletion.request_completion,
    JobCompletion.ask_late,
    *ANSWERS,
    JobCompletion.verify,
    JobCompletion.escalate_completion,
    JobCompletion.initiate_followup,
    JobCompletion.complete_by_support,
    JobCompletion.auto_complete,
    JobCompletion.settle_dispute,
)
def tell_both_sides(event: Event) -> Iterable[tuple[int, dict[str, Any]]]:
    job = job_of(event)
    name = flow_of(Job).transitions[event.transition].event
    message = job_update(event, job, name, sentence(event, job))
    for person in both_sides(event):
        yield person, message


def sentence(event: Event, job: Job) -> str:
    asked = _("{number} is finished and waits for the customer's confirmation.")
    followed_up = _("{number} was not confirmed in time; our support asks.")
    sentences = {
        "request_completion": asked,
        "ask_late": asked,
        "escalate_completion": followed_up,
        "initiate_followup": followed_up,
    }
    ends = {
        "verified": _("{number} is confirmed."),
        "in_progress": _("{number} is open again: something has to be put right."),
        "disputed": _("{number} is disputed; our support looks at it."),
        "cancelled": _("{number} was cancelled by our support."),
    }
    text = sentences.get(event.transition) or ends.get(event.new_state, "{number}")
    return text.format(number=job.number)
