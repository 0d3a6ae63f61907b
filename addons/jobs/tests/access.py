"""Who finds what of a job: see addons/base/testing/access.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from addons.base.testing.access import EVERYBODY, SIGNED_IN, Cells, console_of, rest_of
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.chat.models import Conversation
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    data = {
        "category": made["category"].slug,
        "provider": made["provider"].pk,
        "description": "The kitchen tap drips.",
        "address": "12 Main Street",
        "latitude": "28.6139",
        "longitude": "77.2090",
        "payment_method": "cash",
    }
    job = create(Job, actor=people["customer"], data=data, via=Door.PORTAL)
    job = perform(job, JobFlow.accept, actor=people["provider"], via=Door.PORTAL)
    session = job.work_sessions.get()
    return {
        "job": job,
        "offer": job.offers.get(),
        "session": session,
        "conversation": Conversation._plain.get(about_id=str(session.pk)),
    }


STEERS = {"administrator", "dispatcher"}
WATCHES = {*STEERS, "support_agent", "support_manager", "finance"}
SIDES = {"customer", "provider"}
JOB = Cells("job", {*SIDES, *WATCHES})
# Of a public service.
BOOKING = Cells("category", SIGNED_IN, knows=EVERYBODY)

PAGES = {
    **rest_of("jobs", JOB),
    "api/v1/jobs/<int:id>/messages/": JOB,
    "book/<slug:slug>/": BOOKING,
    "book/<slug:slug>/who/": replace(BOOKING, get=302),
    "book/<slug:slug>/confirm/": replace(BOOKING, get=302),
    "jobs/<int:pk>/": JOB,
    "jobs/<int:pk>/chat/": replace(JOB, finds=SIDES),
    "jobs/<int:pk>/do/<slug:transition>/": Cells(
        "job", {"customer", *STEERS}, given={"transition": "cancel"}
    ),
    "jobs/<int:pk>/part/<slug:part>/": replace(JOB, given={"part": "status"}),
    **console_of(
        "jobs/job",
        Cells("job", WATCHES, given={"state": "assigned", "transition": "cancel"}),
        creates=WATCHES,
        acts=STEERS,
        edits=STEERS,
        overrides=STEERS,
    ),
    **console_of(
        "jobs/offer", Cells("offer", WATCHES, given={"state": "open", "transition": "accept"})
    ),
    **console_of(
        "jobs/worksession",
        Cells("session", WATCHES, given={"state": "active", "transition": "complete"}),
        key="uuid",
    ),
}
SOCKETS = {"work/<uuid:pk>/": Cells("session", {*SIDES, *WATCHES})}
TOPICS = {
    "jobs.job": JOB,
    "jobs.offer": Cells("offer", {"provider", *WATCHES}),
    "jobs.worksession": Cells("session", {*SIDES, *WATCHES}),
}
