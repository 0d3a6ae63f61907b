"""Providers in the API: the search open to anyone, one's own profile, and the record's own doors."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.params import Query
from pydantic import AwareDatetime, Field

from addons.base import clock
from addons.base.money import as_json
from addons.base.points import ME, RESOURCES, ROUTERS, MeField, Resource
from addons.base.policies import policy
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import actor_of, anyone, signed_in
from addons.base.surfaces.paging import LARGEST_SIZE, LAST_PAGE, USUAL_SIZE, Page, enveloped
from addons.base.surfaces.routes import page_schema
from addons.base.surfaces.shapes import Input, Money
from addons.base.workflow import Door, Invalid, NotFound
from addons.base.workflow.arguments import field_errors
from addons.base.workflow.doors import edit, perform
from addons.base.workflow.unit import unit_of_work
from addons.catalog.models import ServiceCategory

from . import availability
from .flow import switch_to
from .models import Provider, ProvidersPolicy
from .search import Card, SearchForm, card_of
from .states import Duty

providers = ROUTERS.register("providers", Router(tags=["providers"]))
mine = ROUTERS.register("me/provider", Router(tags=["me"]))

FURTHEST_DAY = timedelta(days=366)


class ProviderOut(Schema):
    id: int
    name: str
    bio: str
    state: str
    duty: str
    distance_km: float | None
    rating: float | None
    rating_count: int
    completed_jobs: int
    acceptance_rate: float | None
    price: Money | None
    next_slot: datetime | None
    categories: list[str]
    languages: list[str]
    photo: str | None
    portfolio: list[str]


class SearchQuery(Input):
    category: str | None = None
    lat: float | None = None
    lng: float | None = None
    radius_km: float | None = None
    min_rating: Decimal | None = None
    max_price: Decimal | None = None
    available_at: AwareDatetime | None = None
    q: str | None = None
    sort: Literal["best", "distance", "rating", "price"] | None = None
    page: int = Field(1, ge=1, le=LAST_PAGE)
    page_size: int = Field(USUAL_SIZE, ge=1, le=LARGEST_SIZE)


@providers.get(
    "/",
    operation_id="providers_list",
    auth=anyone,
    response=page_schema(ProviderOut),
    summary="Search providers",
)
def search(request: HttpRequest, query: Query[SearchQuery]) -> HttpResponse:
    """Those on duty, with a place those who come there; `count` ends at 1,000."""
    form = SearchForm(query.dict())
    if not form.is_valid():
        raise Invalid(field_errors(form))
    page = Page(query.page, query.page_size, "", Q(), request.GET)
    found = form.search().find(first=page.first, size=page.size)
    return answer(enveloped(request, page, found.count, list(map(describe_card, found.cards))))


def describe_card(card: Card) -> dict[str, Any]:
    provider = card.provider
    standing = provider.standing
    return {
        "id": provider.pk,
        "name": provider.display_name,
        "bio": provider.bio,
        "state": provider.state,
        "duty": provider.duty,
        # Ten metres: enough to choose by, and the same as on the map.
        "distance_km": None if card.distance_km is None else round(card.distance_km, 2),
        "rating": None if standing.rating is None else float(standing.rating),
        "rating_count": standing.rating_count,
        "completed_jobs": standing.jobs_completed,
        "acceptance_rate": standing.acceptance_rate,
        "price": None if card.price is None else as_json(card.price),
        "next_slot": card.next_slot,
        "categories": [service.category.slug for service in provider.services.all()],
        "languages": provider.languages,
        "photo": provider.photo.file.url if provider.photo else None,
        "portfolio": [picture.image.file.url for picture in provider.portfolio.all()],
    }


# --- free times ------------------------------------------------------------------------------


class SlotQuery(Input):
    date_: date | None = Field(None, alias="date", description="In the provider's time zone.")
    category: str | None = Field(None, description="For as long as this service usually takes.")


class SlotOut(Schema):
    start: datetime
    local: str


class SlotsPage(Schema):
    count: int
    next: str | None
    previous: str | None
    date: date
    time_zone: str
    minutes: int
    results: list[SlotOut]


@providers.get(
    "/{int:id}/slots/",
    operation_id="providers_slots",
    auth=anyone,
    response=SlotsPage,
    summary="Free times of a day",
)
def slots(request: HttpRequest, id: int, query: Query[SlotQuery]) -> HttpResponse:
    """Quarter hours at which work could start, in UTC and by the provider's clock."""
    provider = visible(request, id)
    day = checked_day(query.date_, provider.zone)
    minutes = minutes_of(query.category)
    free = availability.slots(provider, day, minutes=minutes)
    return answer(
        {
            "count": len(free),
            "next": None,
            "previous": None,
            "date": day,
            "time_zone": provider.zone.key,
            "minutes": minutes,
            "results": [
                {"start": at, "local": at.astimezone(provider.zone).isoformat()} for at in free
            ],
        }
    )


def checked_day(day: date | None, zone: ZoneInfo) -> date:
    """The day asked for, today without one."""
    today = clock.now().astimezone(zone).date()
    if day is None:
        return today
    # Yesterday there may be today where the caller is.
    if not today - timedelta(days=1) <= day <= today + FURTHEST_DAY:
        raise Invalid({"date": [_("Choose a day from today on, within a year.")]})
    return day


def minutes_of(slug: str | None) -> int:
    if slug is None:
        return policy(ProvidersPolicy).slot_minutes
    category = ServiceCategory.objects.live().filter(slug=slug).first()
    if category is None:
        raise Invalid({"category": [_("Choose one of the categories.")]})
    return category.get_default_duration()


class ReviewsPage(Schema):
    count: int
    next: str | None
    previous: str | None
    results: list[dict[str, Any]]


@providers.get(
    "/{int:id}/reviews/",
    operation_id="providers_reviews",
    auth=anyone,
    response=ReviewsPage,
    summary="Public reviews",
)
def reviews(request: HttpRequest, id: int) -> dict[str, Any]:
    """Nothing as long as nothing collects them."""
    visible(request, id)
    return {"count": 0, "next": None, "previous": None, "results": []}


def visible(request: HttpRequest, id: int) -> Provider:
    rows = Provider.objects.visible_to(actor_of(request)).select_related("user")
    provider: Provider | None = rows.filter(pk=id).first()
    if provider is None:
        raise NotFound
    return provider


# --- the record ------------------------------------------------------------------------------


def describe(provider: Provider, actor: Any) -> dict[str, Any]:
    return describe_card(card_of(provider))


RESOURCES.register(
    "providers",
    Resource(
        model=Provider,
        path="providers",
        schema=ProviderOut,
        describe=describe,
        prepared=lambda queryset, actor: queryset.for_cards(),
        tag="providers",
        # The list is the search above.
        has_list=False,
    ),
)


# --- one's own -------------------------------------------------------------------------------


class OwnService(Schema):
    category: str
    price: Money
    unit: str


class MyProvider(ProviderOut):
    display_name: str
    state_label: str
    latitude: float | None
    longitude: float | None
    radius_km: float
    services: list[OwnService]


class MyChanges(Input):
    """What is not given stays. `busy` is set by work."""

    duty: Literal["on_duty", "off_duty"] = None  # type: ignore[assignment]
    display_name: str = ""
    bio: str = ""
    languages: list[str] = []
    latitude: float = 0
    longitude: float = 0
    radius_km: float = 0


@mine.get(
    "/",
    operation_id="me_provider_read",
    auth=signed_in,
    response=MyProvider,
    summary="My provider profile",
)
def read_mine(request: HttpRequest) -> HttpResponse:
    return answer(describe_mine(own(request)))


@mine.patch(
    "/",
    operation_id="me_provider_change",
    auth=signed_in,
    response=MyProvider,
    summary="Change my provider profile or duty",
)
def change_mine(request: HttpRequest, data: MyChanges) -> HttpResponse:
    """All of it or, where something refuses, nothing of it."""
    provider = own(request)
    given = data.dict(exclude_unset=True)
    duty = given.pop("duty", None)

    def change() -> None:
        if given:
            edit(provider, actor=request.auth, via=Door.REST, data=given)
        if duty is not None and duty != provider.duty:
            perform(provider, switch_to(Duty(duty)), actor=request.auth, via=Door.REST)

    unit_of_work(change)
    return answer(describe_mine(own(request)))


def own(request: HttpRequest) -> Provider:
    provider: Provider | None = Provider.objects.for_cards().filter(user=request.auth).first()
    if provider is None:
        raise NotFound(_("You are no provider. Apply first."))
    return provider


def describe_mine(provider: Provider) -> dict[str, Any]:
    return describe_card(card_of(provider)) | {
        "display_name": provider.display_name,
        "state_label": provider.state_label,
        "latitude": provider.latitude,
        "longitude": provider.longitude,
        "radius_km": provider.radius_km,
        "services": [
            {"category": s.category.slug, "price": as_json(s.price), "unit": s.unit}
            for s in provider.services.all()
        ],
    }


def provider_id(user: Any) -> int | None:
    key: int | None = Provider.objects.filter(user=user).values_list("pk", flat=True).first()
    return key


ME.register("provider_id", MeField("provider_id", provider_id, int | None))
