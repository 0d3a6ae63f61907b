"""What time does to consultations. Late is never wrong: each look finds the moment that counts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import perform_many

from .closing import close_due
from .flow import ConsultationFlow
from .funding import fund
from .models import Consultation


@scheduled(every=60, summary=_("Sets money aside for the next minutes of running consultations."))
def fund_running() -> int:
    return fund()


@scheduled(every=10, summary=_("Ends consultations whose money, time or company is gone."))
def end_due() -> int:
    return close_due()


@scheduled(every=5, summary=_("Closes requests that nobody answered, or to which nobody came."))
def miss_overdue() -> int:
    overdue, actor = Consultation.objects.overdue(), System("consultations.miss_overdue")
    return perform_many(overdue, ConsultationFlow.miss, actor=actor, via=Door.SCHEDULE).done


@scheduled(cron="*/15 * * * *", summary=_("Publishes ratings of consultations after a while."))
def publish_ratings() -> int:
    due, actor = Consultation.objects.due_to_publish(), System("consultations.publish_ratings")
    transition = ConsultationFlow.publish_rating
    return perform_many(due, transition, actor=actor, via=Door.SCHEDULE).done
