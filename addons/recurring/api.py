"""How a recurring booking reads in the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema

from addons.base.money import as_json
from addons.base.points import RESOURCES, Resource
from addons.base.surfaces.shapes import Money, Person
from addons.base.workflow import System

from .models import Series
from .querysets import watches

DATES = 10
AHEAD = 3


class DateOut(Schema):
    on: date
    at: datetime
    outcome: str
    job: int | None
    total: Money | None


class SeriesOut(Schema):
    id: int
    number: str
    state: str
    state_label: str
    category: str
    customer: Person
    provider: Person | None
    every: str
    starts_on: date
    time: str
    time_zone: str
    ends_on: date | None
    next_on: date | None
    next_at: datetime | None
    planned: list[date]
    dates: list[DateOut]
    address: str | None
    area: str
    created_at: datetime
    updated_at: datetime
    version: int


def prepared(queryset: Any, actor: Any) -> Any:
    return queryset.with_people().prefetch_related("occurrences")


def describe(series: Series, actor: Any) -> dict[str, Any]:
    """The series as the actor may read it; who comes sees the address on each job they took."""
    provider = series.provider
    knows_address = isinstance(actor, System) or actor.pk == series.customer_id or watches(actor)
    handled = sorted(series.occurrences.all(), key=lambda each: each.on, reverse=True)
    return {
        "id": series.pk,
        "number": str(series),
        "state": series.state,
        "state_label": series.state_label,
        "category": series.category.slug,
        "customer": {"id": series.customer_id, "name": series.customer.get_full_name()},
        "provider": {"id": provider.pk, "name": provider.display_name} if provider else None,
        "every": series.every,
        "starts_on": series.starts_on,
        "time": series.at.strftime("%H:%M"),
        "time_zone": series.time_zone,
        "ends_on": series.ends_on,
        "next_on": series.next_on,
        "next_at": series.next_at,
        "planned": series.planned(AHEAD),
        "dates": [
            {
                "on": each.on,
                "at": each.at,
                "outcome": each.outcome,
                "job": each.job_id,
                "total": as_json(each.total) if each.total is not None else None,
            }
            for each in handled[:DATES]
        ],
        "address": series.address if knows_address else None,
        "area": series.area,
        "created_at": series.created_at,
        "updated_at": series.updated_at,
        "version": series.version,
    }


RESOURCES.register(
    "recurring",
    Resource(
        model=Series,
        path="recurring",
        schema=SeriesOut,
        describe=describe,
        prepared=prepared,
        filters={
            "state": "state",
            "category": "category__slug",
            "provider": "provider_id",
            "customer": "customer_id",
            "job": "occurrences__job_id",
        },
        search=("description", "address", "customer__name", "provider__display_name"),
        ordering=("-id", "id", "next_at", "-next_at"),
        tag="Recurring bookings",
    ),
)
