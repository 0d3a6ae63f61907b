"""Providers in the API: the search open to anyone, free times, and the record's own doors."""

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
from addons.base.points import RESOURCES, ROUTERS, Resource
from addons.base.policies import policy
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import actor_of, anyone
from addons.base.surfaces.paging import LARGEST_SIZE, LAST_PAGE, USUAL_SIZE, Page, enveloped
from addons.base.surfaces.routes import page_schema
from addons.base.surfaces.shapes import File, Input
from addons.base.uploads import describe as describe_file
from addons.base.workflow import Invalid, NotFound
from addons.base.workflow.arguments import field_errors
from addons.catalog.models import ServiceCategory

from . import api_mine, availability, voices
from .api_shapes import ProviderOut, describe_card
from .models import Provider, ProvidersPolicy
from .points import Voice
from .search import SearchForm, card_of

providers = ROUTERS.register("providers", Router(tags=["providers"]))
ROUTERS.register("me/provider", api_mine.mine)

FURTHEST_DAY = timedelta(days=366)


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


# --- what customers said -----------------------------------------------------------------------


class ReviewOut(Schema):
    stars: int
    text: str
    author: str
    service: str
    created_at: datetime
    answer: str | None
    answered_at: datetime | None
    photos: list[File]


class PageQuery(Input):
    page: int = Field(1, ge=1, le=LAST_PAGE)
    page_size: int = Field(USUAL_SIZE, ge=1, le=LARGEST_SIZE)


@providers.get(
    "/{int:id}/reviews/",
    operation_id="providers_reviews",
    auth=anyone,
    response=page_schema(ReviewOut),
    summary="Public reviews",
)
def reviews(request: HttpRequest, id: int, query: Query[PageQuery]) -> HttpResponse:
    """All that counts in the rating, the latest first."""
    provider = visible(request, id)
    page = Page(query.page, query.page_size, "", Q(), request.GET)
    number = voices.count(provider)
    found = voices.heard(provider, actor_of(request), first=page.first, size=page.size)
    return answer(enveloped(request, page, number, list(map(describe_voice, found))))


def describe_voice(voice: Voice) -> dict[str, Any]:
    return {
        "stars": voice.stars,
        "text": voice.text,
        "author": voice.author,
        "service": voice.service,
        "created_at": voice.at,
        "answer": voice.answer or None,
        "answered_at": voice.answered_at,
        "photos": [describe_file(photo) for photo in voice.photos],
    }


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
