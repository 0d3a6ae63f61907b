"""What time does to jobs. A deadline is a condition already; these only make it visible."""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import takewhile

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import Outcome, one_by_one, perform_many

from .candidates import ask_next
from .models import Job, LastPosition, Occupied, Offer, TrackPoint, WorkSession
from .offer_flow import OfferFlow
from .querysets import LIVE
from .work_session_flow import WorkSessionFlow

TRACK_MEMORY = timedelta(hours=24)
# After so many seconds the offers that ran out meanwhile are looked at again.
ASKING_TIME = 5.0


@scheduled(every=2, summary=_("Passes offers whose time is up to the next provider."))
def expire_offers() -> int:
    closed = close_overdue()
    ask_further()
    return closed.done


def close_overdue() -> Outcome:
    """Close all offers whose time is up, in sets; their jobs are without a provider then."""
    overdue = Offer.objects.overdue().order_by("expires_at")
    actor = System("jobs.expire_offers")
    return perform_many(overdue, OfferFlow.expire, actor=actor, via=Door.SCHEDULE)


def ask_further() -> Outcome:
    """Ask the next provider for each job without one, for a while: the next run goes on."""
    end = time.monotonic() + ASKING_TIME
    jobs = Job.objects.looking().only("pk")
    return one_by_one(takewhile(lambda _: time.monotonic() < end, jobs), ask_for)


def ask_for(job: Job) -> None:
    """Somebody else may have seen to it meanwhile."""
    for fresh in Job.objects.looking().filter(pk=job.pk):
        ask_next(fresh, via=Door.SCHEDULE)


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
