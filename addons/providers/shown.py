"""How pages show providers: pictures in the size they are drawn, and cards of a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from addons.base import clock
from addons.base.templatetags.theme import day
from addons.catalog.models import ServiceCategory

from .availability import next_starts
from .languages import name_of
from .models import Provider
from .points import action_url
from .search import Card

FACE = "fill-128x128|format-webp|webpquality-80"
SLOTS_EACH = 3
PICTURE = "fill-480x360|format-webp|webpquality-80"


def picture_url(image: Any, spec: str = PICTURE) -> str:
    """The picture in this size; empty where its file is gone."""
    return str(image.get_rendition(spec).url) if image else ""


def photo_of(provider: Provider) -> str:
    return picture_url(provider.photo, FACE)


def spoken(provider: Provider) -> str:
    """The languages, as the reader calls them."""
    return ", ".join(filter(None, map(name_of, provider.languages)))


def shown_slots(
    provider: Provider,
    category: ServiceCategory | None,
    starts: Iterable[datetime],
    *,
    soonest: datetime | None = None,
) -> list[dict[str, Any]]:
    """Free times as chips; one on another day says which, the soonest of a page stands out."""
    today = timezone.localdate(clock.now())
    page = page_of(provider, category)
    return [
        {
            "label": timezone.localtime(at).strftime("%H:%M"),
            "note": "" if timezone.localdate(at) == today else day(at),
            "url": action_url(provider, category, at) or page + "#times",
            "first": at == soonest,
        }
        for at in starts
    ]


def page_of(provider: Provider, category: ServiceCategory | None) -> str:
    return provider.get_absolute_url() + (f"?category={category.slug}" if category else "")


def shown_cards(
    cards: list[Card], category: ServiceCategory | None, *, minutes: int
) -> tuple[list[dict[str, Any]], datetime | None]:
    """The cards of a page with some free times each, and the soonest of all."""
    people = [card.provider for card in cards]
    prefetch_related_objects(people, "photo__renditions")
    zones = {provider.pk: provider.zone for provider in people}
    starts = next_starts(zones, minutes=minutes, count=SLOTS_EACH)
    soonest = min((free[0] for free in starts.values()), default=None)
    # One marigold time on a page, on the best of those who have it.
    first = next((pk for pk in zones if starts.get(pk, [None])[0] == soonest), None)
    shown = [
        shown_card(card, category)
        | {
            "slots": shown_slots(
                card.provider,
                category,
                starts.get(card.provider.pk, ()),
                soonest=soonest if card.provider.pk == first else None,
            ),
            "more_url": page_of(card.provider, category) + "#times",
        }
        for card in cards
    ]
    return shown, soonest


def shown_card(card: Card, category: ServiceCategory | None) -> dict[str, Any]:
    """A provider as `theme/pieces/provider_card.html` takes them."""
    provider, standing = card.provider, card.provider.standing
    return {
        "name": provider.display_name,
        "url": page_of(provider, category),
        "photo": photo_of(provider),
        "verified": provider.is_verified,
        "rating": standing.rating,
        "rating_count": standing.rating_count,
        "distance_km": None if card.distance_km is None else f"{card.distance_km:.1f}",
        "languages": spoken(provider),
        "price": card.price,
        "price_note": unit_of(card, category),
        "why": first_sentence(provider.bio),
    }


def unit_of(card: Card, category: ServiceCategory | None) -> Any:
    """What the price is for."""
    branch = category.path if category else ""
    services = [s for s in card.provider.services.all() if s.category.path.startswith(branch)]
    return next((s.get_unit_display() for s in services if s.price == card.price), "")


def first_sentence(text: str) -> str:
    head, stop, _rest = text.partition(". ")
    return head + stop.strip()
