"""What the demo's customers say as soon as work is finished; `jobs/demo.py` asks for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.jobs.points import DemoEnding

from .conditions import open_request
from .extends.jobs_job import JobCompletion

if TYPE_CHECKING:
    from addons.jobs.models import Job

# What lies further back is settled; of what does not, some have not answered yet.
LATELY: Final = timedelta(days=9)
EVERY: Final = 3
# The contract's own people have nothing open.
AT_REST: Final = {"asha@example.com", "bala@example.com"}


def is_lately(ago: timedelta) -> bool:
    return ago < LATELY


def answer(job: Job, ago: timedelta) -> None:
    """Most confirm at once."""
    request = open_request(job)
    if request is None:
        return  # the customer finished it
    is_silent = is_lately(ago) and request.pk % EVERY == 0
    if is_silent and job.customer.email not in AT_REST:
        return
    perform(job, JobCompletion.approve_completion, actor=job.customer, data={}, via=Door.PORTAL)


ENDING = DemoEnding(wants_provider=is_lately, finished=answer)
