"""What time does to jobs. A deadline is a condition already; these only make it visible."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import perform_many

from .models import LastPosition, Occupied, Offer, TrackPoint, WorkSession
from .offer_flow import OfferFlow
from .querysets import LIVE
from .work_session_flow import WorkSessionFlow

TRACK_MEMORY = timedelta(hours=24)


@scheduled(every=2, summary=_("Passes offers whose time is up to the next provider."))
def expire_offers() -> int:
    overdue = Offer.objects.overdue().select_related("job").order_by("expires_at")
    outcome = perform_many(
        overdue, OfferFlow.expire, actor=System("jobs.expire_offers"), via=Door.SCHEDULE
    )
    return outcome.done


@scheduled(cron="*/10 * * * *", summary=_("Frees the time of jobs that ended by override."))
def free_forgotten_time() -> int:
    forgotten = Occupied.objects.filter(quarter__gt=clock.now()).exclude(job__state__in=LIVE)
    return forgotten.delete()[0]


@scheduled(cron="15 * * * *", summary=_("Forgets where people were, a day later."))
def forget_tracks() -> int:
    past = clock.now() - TRACK_MEMORY
    points = TrackPoint.objects.filter(at__lt=past).delete()[0]
    places = LastPosition.objects.filter(at__lt=past).delete()[0]
    return points + places


@scheduled(cron="*/15 * * * *", summary=_("Publishes ratings whose embargo is over."))
def publish_ratings() -> int:
    due = WorkSession.objects.due_to_publish()
    actor = System("jobs.publish_ratings")
    return perform_many(due, WorkSessionFlow.publish_rating, actor=actor, via=Door.SCHEDULE).done
