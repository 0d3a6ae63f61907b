"""How an appointment reads in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema

from addons.base.money import as_json
from addons.base.points import RESOURCES, Resource
from addons.base.surfaces.shapes import Money, Person

from .models import Appointment


class AppointmentOut(Schema):
    id: int
    number: str
    state: str
    state_label: str
    category: str
    customer: Person
    provider: Person
    price_per_minute: Money
    starts_at: datetime
    ends_at: datetime
    minutes: int
    note: str
    remind_at: datetime | None
    reminded_at: datetime | None
    begins_until: datetime
    obstacle: str | None
    consultation: int | None
    created_at: datetime
    updated_at: datetime
    version: int


def prepared(queryset: Any, actor: Any) -> Any:
    return queryset.with_people()


def describe(appointment: Appointment, actor: Any) -> dict[str, Any]:
    customer, provider = appointment.customer, appointment.provider
    talk = appointment.consultation
    return {
        "id": appointment.pk,
        "number": str(appointment),
        "state": appointment.state,
        "state_label": appointment.state_label,
        "category": appointment.category.slug,
        "customer": {"id": customer.pk, "name": customer.get_full_name()},
        "provider": {"id": provider.pk, "name": provider.display_name},
        "price_per_minute": as_json(appointment.price_per_minute),
        "starts_at": appointment.starts_at,
        "ends_at": appointment.ends_at,
        "minutes": appointment.minutes,
        "note": appointment.note,
        "remind_at": appointment.remind_at,
        "reminded_at": appointment.reminded_at,
        "begins_until": appointment.begins_until,
        "obstacle": appointment.obstacle or None,
        "consultation": talk.pk if talk else None,
        "created_at": appointment.created_at,
        "updated_at": appointment.updated_at,
        "version": appointment.version,
    }


RESOURCES.register(
    "appointments",
    Resource(
        model=Appointment,
        path="appointments",
        schema=AppointmentOut,
        describe=describe,
        prepared=prepared,
        filters={
            "state": "state",
            "provider": "provider_id",
            "customer": "customer_id",
            "category": "category__slug",
            "consultation": "talk__consultation_id",
        },
        search=("customer__name", "provider__display_name"),
        ordering=("-id", "id", "starts_at", "-starts_at"),
        tag="Appointments",
    ),
)
