"""The demo's recurring bookings, lived through the doors with a moved clock. Deterministic."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from addons.base import clock
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import create, perform
from addons.catalog.models import ServiceCategory, ServiceItem
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider
from fixtures import read

from .flow import SeriesFlow
from .models import Series
from .rhythm import moment_of
from .schedules import book_ahead

A_LITTLE = timedelta(minutes=4)
NOTICE = timedelta(days=2)


def make(*, scale: float) -> str:
    for story in read("recurring")["series"]:
        with transaction.atomic():
            live_through(story)
    return f"{Series.objects.count()} recurring bookings"


def live_through(story: dict[str, Any]) -> None:
    """From the first booking to the next one ahead; then it is paused, where the story says so."""
    series, now = begin(story), clock.now()
    moment, number = now - timedelta(weeks=story["weeks"]), 0
    while moment < now:
        with clock.at(moment):
            book_ahead()
            visit = series.upcoming()
        if visit is None or visit.job is None or visit.at > now:
            moment += timedelta(days=1)
            continue
        if number in story["skips"]:
            act(series, SeriesFlow.skip_next, visit.at - NOTICE, reason=story["skip_reason"])
        elif accept(visit.job, visit.at - NOTICE):
            work(visit.job, visit.at)
        moment, number = visit.at + timedelta(hours=4), number + 1
    if (ahead := series.upcoming()) is not None and ahead.job is not None:
        accept(ahead.job, now - A_LITTLE)
    if "paused" in story:
        act(series, SeriesFlow.pause, now, reason=story["paused"])


def begin(story: dict[str, Any]) -> Series:
    """The first booking, by the customer; whoever is near, works then and is free takes it."""
    customer = get_user_model()._default_manager.get(email=story["customer"])
    first = moment_of(first_day(story), time.fromisoformat(story["at"]), zone=customer.time_zone)
    address = customer.addresses.all()[0]
    items = {item.slug: item for item in ServiceItem.objects.filter(slug__in=story["items"])}
    place = {"latitude": address.latitude, "longitude": address.longitude}
    category = ServiceCategory.objects.get(slug=story["category"])
    minutes = sum(item.duration_minutes for item in items.values())
    with clock.at(first - NOTICE):
        near = Provider.objects.candidates(category=category, start=first, minutes=minutes, **place)
        data = {
            "category": category.slug,
            "provider": near[0].pk if near else None,
            "items": [{"item": items[slug].pk, "quantity": 1} for slug in story["items"]],
            "description": story["description"],
            "address": address.line,
            "area": address.area,
            "scheduled_at": first.isoformat(),
            "payment_method": "cash",
            **place,
        }
        job = create(Job, actor=customer, data=data, via=Door.PORTAL)
        data = {"job": job.pk, "every": story["every"]}
        return create(Series, actor=customer, data=data, via=Door.PORTAL)


def first_day(story: dict[str, Any]) -> date:
    """The story's weekday in the week in which it began."""
    day = timezone.localdate(clock.now()) - timedelta(weeks=story["weeks"])
    return day + timedelta(days=(story["weekday"] - day.weekday()) % 7)


def accept(job: Job, moment: datetime) -> bool:
    """Who is asked says yes, unless other work came between, as in life."""
    job = Job.objects.get(pk=job.pk)
    moment = max(moment, job.created_at + A_LITTLE)
    offer = job.offers.open().first()
    if offer is None:
        return job.provider is not None
    with clock.at(min(moment, offer.expires_at - A_LITTLE)):
        try:
            perform(job, JobFlow.accept, actor=offer.provider.user, via=Door.PORTAL)
        except DoorError:
            return False
    return True


def work(job: Job, moment: datetime) -> None:
    job = Job.objects.with_people().get(pk=job.pk)
    provider = job.provider
    assert provider is not None  # they said yes
    with clock.at(moment):
        data = {"code": job.start_code}
        job = perform(job, JobFlow.start, actor=provider.user, data=data, via=Door.PORTAL)
    with clock.at(moment + timedelta(minutes=job.duration_minutes)):
        perform(job, JobFlow.complete, actor=job.customer, data={}, via=Door.PORTAL)
        provider.refresh_from_db()
        if provider.is_busy:
            perform(provider, ProviderFlow.go_on_duty, actor=provider.user, via=Door.PORTAL)


def act(series: Series, transition: Any, moment: datetime, **data: Any) -> None:
    """The customer does it."""
    with clock.at(moment):
        series = Series.objects.get(pk=series.pk)
        perform(series, transition, actor=series.customer, data=data, via=Door.PORTAL)
