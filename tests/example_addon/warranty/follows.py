from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base import clock
from addons.base.points import follows
from addons.jobs.flow import JobFlow

from .extends.jobs_job import JobUnderWarranty
from .models import Claim

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change
    from addons.jobs.models import Job


@follows(JobUnderWarranty.claim_warranty)
def keep_the_claim(job: Job, change: Change) -> None:
    kept = {"fault": change.arguments["fault"], "claimed_at": clock.now()}
    Claim.objects.update_or_create(job=job, defaults=kept)


@follows(JobFlow.forget)
def forget_the_claim(job: Job, change: Change) -> None:
    Claim.objects.filter(job=job).update(fault="")
