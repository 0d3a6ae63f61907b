from __future__ import annotations

from typing import Any

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base.points import (
    HOME,
    RECORD_COLUMNS,
    RECORD_FILTERS,
    RECORD_PANELS,
    RecordColumn,
    RecordFilter,
)
from addons.base.surfaces.console import HomePanel, RecordPanel, Value
from addons.jobs.models import Job

from .models import Claim
from .states import CLAIMED


def claim_of(job: Job) -> Claim | None:
    return getattr(job, "claim", None)


def shown_claim(job: Job, actor: Any) -> dict[str, Any] | None:
    claim = claim_of(job)
    return {"claim": claim} if claim else None


def open_claims(actor: Any) -> dict[str, Any]:
    jobs = Job.objects.visible_to(actor).filter(state=CLAIMED.key).select_related("claim")
    lines = [
        {"title": job.number, "text": job.claim.fault, "url": job.get_absolute_url()}
        for job in jobs[:5]
    ]
    url = f"{reverse('jobs_job:index')}?state={CLAIMED.key}"
    return {"count": jobs.count(), "lines": lines, "url": url}


RECORD_PANELS.register(
    RecordPanel("jobs.Job", _("Warranty"), "warranty/console/claim.html", shown_claim)
)
RECORD_COLUMNS.register(
    RecordColumn("jobs.Job", Value("fault", _("Claimed"), read=claim_of, joins=("claim",)))
)
RECORD_FILTERS.register(
    RecordFilter(
        "jobs.Job",
        "unclaimed",
        django_filters.BooleanFilter(
            label=_("Never claimed"), field_name="claim", lookup_expr="isnull"
        ),
    )
)
HOME.register(
    "warranty",
    HomePanel(
        name="warranty",
        label=_("Warranty claims"),
        icon="warning",
        order=400,
        permission="warranty.settle",
        empty=_("No claim is open."),
        context=open_claims,
        topics=("warranty:all",),
    ),
)
