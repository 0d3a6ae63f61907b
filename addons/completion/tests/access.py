"""Who finds what of a confirmation: see addons/base/testing/access.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from addons.base import clock
from addons.base.testing.access import Cells, console_of
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.completion.extends.jobs_job import JobCompletion
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    # A time of its own: whoever takes part may be at other work now.
    at = (clock.now() + timedelta(days=5)).replace(hour=10, minute=0, second=0, microsecond=0)
    data = {
        "category": made["category"].slug,
        "provider": made["provider"].pk,
        "description": "The kitchen tap drips.",
        "address": "12 Main Street",
        "latitude": "28.6139",
        "longitude": "77.2090",
        "scheduled_at": at.isoformat(),
        "payment_method": "cash",
    }
    provider = people["provider"]
    job = create(Job, actor=people["customer"], data=data, via=Door.PORTAL)
    for step, given in (
        (JobFlow.accept, {}),
        (JobFlow.start, {"code": ""}),
        (JobCompletion.request_completion, {}),
    ):
        job = perform(job, step, actor=provider, data=given, via=Door.PORTAL)
    return {"request": job.completion_requests.get()}


FOLLOWS_UP = {"administrator", "support_agent", "support_manager"}
WATCHES = {*FOLLOWS_UP, "dispatcher", "finance"}

PAGES = console_of(
    "completion/completionrequest",
    Cells("request", FOLLOWS_UP, given={"state": "pending", "transition": "approve"}),
)
TOPICS = {"completion.completionrequest": Cells("request", {"customer", "provider", *WATCHES})}
