"""How a consultation reads in the API, and what its two sides say to each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from addons.base import clock
from addons.base.money import as_json
from addons.base.points import RESOURCES, ROUTERS, Resource
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import actor_of, signed_in
from addons.base.surfaces.paging import ListQuery, count_of, enveloped, rows_of
from addons.base.surfaces.routes import page_schema
from addons.base.surfaces.shapes import Money, Person, Problem
from addons.base.workflow import System
from addons.chat import points as chat

from .models import Consultation
from .querysets import watches

RUNNING = ListQuery({}, (), ("-id",))


class RateOut(Schema):
    per_minute: Money
    increment_s: int
    free_minutes: int


class RatingOut(Schema):
    stars: int
    comment: str
    rated_at: datetime


class ConsultationOut(Schema):
    id: int
    number: str
    state: str
    state_label: str
    category: str
    customer: Person
    provider: Person
    rate: RateOut
    minimum_minutes: int
    wait_until: datetime | None
    ends_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    end_note: str | None
    duration_s: int | None
    cost: Money | None
    funded_until: datetime | None
    rating: RatingOut | None
    created_at: datetime
    updated_at: datetime
    version: int


def prepared(queryset: Any, actor: Any) -> Any:
    return queryset.with_people().with_meter()


def describe(consultation: Consultation, actor: Any) -> dict[str, Any]:
    figures = consultation.figures(clock.now()) if consultation.started_at else None
    return {
        "id": consultation.pk,
        "number": consultation.number,
        "state": consultation.state,
        "state_label": consultation.state_label,
        "category": consultation.category.slug,
        "customer": {
            "id": consultation.customer_id,
            "name": consultation.customer.get_full_name(),
        },
        "provider": {
            "id": consultation.provider_id,
            "name": consultation.provider.display_name,
        },
        "rate": {
            "per_minute": as_json(consultation.price_per_minute),
            "increment_s": consultation.increment_s,
            "free_minutes": consultation.free_minutes,
        },
        "minimum_minutes": consultation.minimum_minutes,
        "wait_until": consultation.wait_until if consultation.is_waiting else None,
        "ends_at": consultation.ends_at,
        "started_at": consultation.started_at,
        "ended_at": consultation.ended_at,
        "end_reason": consultation.end_reason or None,
        "end_note": consultation.end_note or None,
        "duration_s": figures.elapsed_s if figures else None,
        "cost": as_json(figures.cost) if figures else None,
        "funded_until": figures.funded_until if figures else None,
        "rating": rating_of(consultation, actor),
        "created_at": consultation.created_at,
        "updated_at": consultation.updated_at,
        "version": consultation.version,
    }


def rating_of(consultation: Consultation, actor: Any) -> dict[str, Any] | None:
    """The customer's own at once; everybody else reads it when it is published."""
    if consultation.rated_at is None:
        return None
    is_own = isinstance(actor, System) or actor.pk == consultation.customer_id or watches(actor)
    if not is_own and consultation.rating_published_at is None:
        return None
    return {
        "stars": consultation.rating_stars,
        "comment": consultation.rating_comment,
        "rated_at": consultation.rated_at,
    }


RESOURCES.register(
    "consultations",
    Resource(
        model=Consultation,
        path="consultations",
        schema=ConsultationOut,
        describe=describe,
        prepared=prepared,
        filters={
            "state": "state",
            "provider": "provider_id",
            "customer": "customer_id",
            "category": "category__slug",
            "end_reason": "end_reason",
        },
        search=("customer__name", "provider__display_name"),
        ordering=("-id", "id", "started_at", "-started_at"),
        tag="Consultations",
    ),
)

talk = ROUTERS.register("consultations", Router(tags=["Consultations"]))


@talk.get(
    "/active/",
    auth=signed_in,
    response={200: page_schema(ConsultationOut), (400, 401, 403): Problem},
    summary="What is running now",
)
def active(request: HttpRequest) -> HttpResponse:
    """One's own running consultations; staff who watch them see all, the latest first."""
    actor = actor_of(request)
    page = RUNNING.read(request.GET)
    running = Consultation.objects.visible_to(actor).active()
    rows = prepared(rows_of(running, page), actor)
    found = [describe(each, actor) for each in rows]
    return answer(enveloped(request, page, count_of(running), found))


active.list_query = RUNNING  # type: ignore[attr-defined]
active.query_names = None  # type: ignore[attr-defined]


# --- what the two sides say ------------------------------------------------------------------


chat.declare_messages(
    talk,
    Consultation,
    read="What was said, oldest first.",
    write="Say something while it runs; afterwards it can only be read.",
    nobody_yet=_("It has not begun, so nobody is there yet."),
)
