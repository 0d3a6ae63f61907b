"""What is kept of customer and provider around their jobs, given out and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from addons.base.events.erase import erase_stream
from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .flow import JobFlow
from .models import CustomerSearch, Job, LastPosition, Offer, TrackPoint, WorkSession
from .offer_flow import OfferFlow
from .work_session_flow import WorkSessionFlow

PRIVACY = System("privacy")
SHOWN = ("description", "address", "area", "latitude", "longitude")


def jobs_of(user: Any) -> Iterator[dict[str, Any]]:
    for job in Job.objects.of_customer(user).select_related("category").order_by("pk"):
        yield {
            "number": job.number,
            "state": job.state,
            "category": job.category.name,
            "created_at": job.created_at,
            "scheduled_at": job.scheduled_at,
            "lines": job.lines,
            "total": job.total,
            "payment_method": job.payment_method,
            **{name: getattr(job, name) for name in SHOWN},
            "earlier": list(job.history.values("history_date", *SHOWN)),
        }


def forget_jobs(user: Any) -> None:
    """The work and its price stay for the books; what, where and for whom is said no more."""
    for job in Job.objects.of_customer(user):
        fresh = perform(job, JobFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        job.history.all().update(**{name: getattr(fresh, name) for name in SHOWN})
        # Staff may have booked it for them, and given reasons that name them.
        erase_stream(job)


def offers_to(user: Any) -> Iterator[dict[str, Any]]:
    yield from Offer.objects.filter(provider__user=user).values(
        "job_id", "state", "created_at", "expires_at", "answered_at", "reject_reason"
    )


def forget_offers(user: Any) -> None:
    """That they were asked stays, for the work and their average; why they said no goes."""
    for offer in Offer.objects.filter(provider__user=user).exclude(reject_reason=""):
        perform(offer, OfferFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        offer.history.all().update(reject_reason="")
        erase_stream(offer)


def sessions_of(user: Any) -> Iterator[dict[str, Any]]:
    yield from WorkSession.objects.filter(customer=user).values(
        "id", "state", "started_at", "completed_at", "rating_stars", "rating_description"
    )


def forget_sessions(user: Any) -> None:
    """The stars stay in the provider's average; the words go."""
    for session in WorkSession.objects.filter(customer=user):
        perform(session, WorkSessionFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        session.history.all().update(rating_description="")
        erase_stream(session)


def places_of(model: type[LastPosition] | type[TrackPoint]) -> Callable[[Any], Iterator[Any]]:
    def export(user: Any) -> Iterator[dict[str, Any]]:
        kept = model._default_manager.filter(user=user)
        yield from kept.values("session_id", "latitude", "longitude", "accuracy", "at")

    return export


def forget_places(model: type[LastPosition] | type[TrackPoint]) -> Callable[[Any], None]:
    def erase(user: Any) -> None:
        model._default_manager.filter(user=user).delete()

    return erase


def search_of(user: Any) -> Iterator[dict[str, Any]]:
    yield from CustomerSearch.objects.filter(user=user).values("is_active", "changed_at")


def forget_search(user: Any) -> None:
    CustomerSearch.objects.filter(user=user).delete()


for name, export, erase in (
    ("jobs.Job", jobs_of, forget_jobs),
    ("jobs.Offer", offers_to, forget_offers),
    ("jobs.WorkSession", sessions_of, forget_sessions),
    ("jobs.LastPosition", places_of(LastPosition), forget_places(LastPosition)),
    ("jobs.TrackPoint", places_of(TrackPoint), forget_places(TrackPoint)),
    ("jobs.CustomerSearch", search_of, forget_search),
):
    PERSONAL.register(name, Personal(name, export, erase))
