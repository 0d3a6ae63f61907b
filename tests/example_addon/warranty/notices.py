from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.notifications.points import declare_notice

from .extends.jobs_job import JobUnderWarranty


def facts(event: Event) -> dict[str, Any]:
    return {"number": event.get_record().number}


declare_notice(
    "settled",
    after=JobUnderWarranty.settle,
    title=_("Your warranty claim is settled"),
    subject=_("{number}: put right"),
    text=_("What was wrong with {number} has been put right."),
    fields={"number": _("the job's number")},
    audience=lambda event: [event.get_record().customer_id],
    context=facts,
    url=lambda event: event.get_record().get_absolute_url(),
)
