"""Who finds what of a series: see addons/base/testing/access.py."""

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
from addons.recurring.models import Series


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    at = (clock.now() + timedelta(days=2)).replace(hour=10, minute=0, second=0, microsecond=0)
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
    data = {"job": job.pk, "every": "week", "ends_on": None}
    return {"series": create(Series, actor=people["customer"], data=data, via=Door.PORTAL)}


STEERS = {"administrator", "dispatcher"}
WATCHES = {*STEERS, "support_agent", "support_manager", "finance"}
SERIES = Cells("series", {"customer", "provider", *WATCHES})
KEEPS = {"customer", *STEERS}

PAGES = {
    **rest_of("recurring", SERIES),
    "recurring/<int:pk>/": SERIES,
    "recurring/<int:pk>/do/<slug:transition>/": replace(
        SERIES, finds=KEEPS, given={"transition": "pause"}
    ),
    "recurring/<int:pk>/part/<slug:part>/": replace(SERIES, given={"part": "status"}),
    **console_of(
        "recurring/series",
        Cells("series", WATCHES, given={"state": "running", "transition": "pause"}),
        acts=STEERS,
        edits=STEERS,
        overrides=STEERS,
    ),
}
TOPICS = {"recurring.series": SERIES}
