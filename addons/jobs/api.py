"""How a job reads in the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from addons.accounts.models import full_name
from addons.base.money import as_json
from addons.base.points import ME, RESOURCES, ROUTERS, MeField, Resource
from addons.base.surfaces.shapes import Money, Person
from addons.base.workflow import System
from addons.base.workflow.compose import flow_of
from addons.chat import points as chat

from .models import CustomerSearch, Job, Offer, WorkSession, number_of
from .querysets import watches
from .sides import Sides


class LineOut(Schema):
    description: str
    quantity: int
    unit_price: Money
    amount: Money
    tax_rate: str
    tax: Money


class SessionRef(Schema):
    id: str
    state: str


class OfferRef(Schema):
    id: int
    state: str
    expires_at: datetime


class Contact(Schema):
    name: str
    phone: str


class JobOut(Schema):
    id: int
    number: str
    state: str
    state_label: str
    category: str
    customer: Person
    provider: Person | None
    description: str
    address: str | None
    area: str
    latitude: float | None
    longitude: float | None
    scheduled_at: datetime | None
    proposed_time: datetime | None
    payment_method: str
    lines: list[LineOut]
    total: Money
    work_session: SessionRef | None
    offer: OfferRef | None
    contact: Contact | None
    work_completed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


# Rows, not records: four fifths of a list's time went into making the records around each job, of
# which it shows a word or two.
COLUMNS = (
    "pk",
    "state",
    "category__slug",
    "customer_id",
    "customer__name",
    "customer__email",
    "customer__phone",
    "customer__erased_at",
    "provider_id",
    "provider__display_name",
    "provider__user_id",
    "provider__user__phone",
    "description",
    "address",
    "area",
    "latitude",
    "longitude",
    "scheduled_at",
    "proposed_time",
    "payment_method",
    "lines",
    "total",
    "work_completed_at",
    "created_at",
    "updated_at",
    "version",
)


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown of a job: its columns, its latest work session, the reader's open offer, its
    state's name, and whether the reader watches over all jobs: found once for all rows."""

    job: Any
    work_session: dict[str, Any] | None
    offer: dict[str, Any] | None
    state_label: str
    is_for_watcher: bool


def prepared(queryset: Any, actor: Any) -> list[Row]:
    jobs = list(queryset.values_list(*COLUMNS, named=True))
    sessions = WorkSession.objects.latest_of(job.pk for job in jobs)
    offers = Offer.objects.open_to(actor)
    labels = {key: str(state.label) for key, state in flow_of(Job).states.items()}
    is_watcher = isinstance(actor, System) or bool(watches(actor))
    return [
        Row(job, sessions.get(job.pk), offers.get(job.pk), labels[job.state], is_watcher)
        for job in jobs
    ]


def describe(row: Row, actor: Any) -> dict[str, Any]:
    """The job as the actor may read it: before accepting, a provider sees the area only."""
    job = row.job
    sides = Sides(job.state, job.customer_id, job.provider__user_id)
    is_party = actor.pk == job.customer_id or sides.is_assigned_to(actor)
    knows_place = row.is_for_watcher or is_party
    customer = full_name(
        job.customer_id, job.customer__name, job.customer__email, job.customer__erased_at
    )
    provider = job.provider__display_name
    return {
        "id": job.pk,
        "number": number_of(job.pk),
        "state": job.state,
        "state_label": row.state_label,
        "category": job.category__slug,
        "customer": {"id": job.customer_id, "name": customer},
        "provider": {"id": job.provider_id, "name": provider} if job.provider_id else None,
        "description": job.description,
        "address": job.address if knows_place else None,
        "area": job.area,
        # Two decimals are about a kilometre: enough to judge the way, too little to find the door.
        "latitude": float(job.latitude) if knows_place else round(float(job.latitude), 2),
        "longitude": float(job.longitude) if knows_place else round(float(job.longitude), 2),
        "scheduled_at": job.scheduled_at,
        "proposed_time": job.proposed_time,
        "payment_method": job.payment_method,
        "lines": [describe_line(line) for line in job.lines],
        "total": as_json(job.total),
        "work_session": row.work_session,
        "offer": row.offer,
        "contact": sides.contact_for(
            actor,
            customer=lambda: (customer, job.customer__phone),
            provider=lambda: (provider, job.provider__user__phone),
        ),
        "work_completed_at": job.work_completed_at,
        "created_at": job.created_at,
        "updated_at": job.updated_at,
        "version": job.version,
    }


def describe_line(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": line["description"],
        "quantity": line["quantity"],
        "unit_price": as_json(Decimal(line["unit_price"])),
        "amount": as_json(Decimal(line["amount"])),
        "tax_rate": line["tax_rate"],
        "tax": as_json(Decimal(line["tax"])),
    }


RESOURCES.register(
    "jobs",
    Resource(
        model=Job,
        path="jobs",
        schema=JobOut,
        describe=describe,
        prepared=prepared,
        filters={
            "state": "state",
            "category": "category__slug",
            "provider": "provider_id",
            "customer": "customer_id",
        },
        search=("description", "address", "customer__name", "provider__display_name"),
        ordering=("-id", "id", "scheduled_at", "-scheduled_at", "updated_at", "-updated_at"),
        tag="Jobs",
    ),
)

ME.register(
    "search", MeField(name="search", read=lambda user: CustomerSearch.objects.state_of(user))
)

# --- what the two sides say ------------------------------------------------------------------

chat.declare_messages(
    ROUTERS.register("jobs", Router(tags=["Jobs"])),
    Job,
    about=Job.current_session,
    read="What was said in the job's latest conversation, oldest first.",
    write="Put a message into the running conversation.",
    nobody_yet=_("Nobody has the job yet, so there is nobody to write to."),
)
