"""How pages show providers: pictures in the size they are drawn, and cards of a list."""

from __future__ import annotations

from typing import Any

from addons.base.templatetags.theme import moment
from addons.catalog.models import ServiceCategory

from .languages import name_of
from .models import Provider
from .points import action_url
from .search import Card

FACE = "fill-128x128|format-webp|webpquality-80"
PICTURE = "fill-480x360|format-webp|webpquality-80"


def picture_url(image: Any, spec: str = PICTURE) -> str:
    """The picture in this size; empty where its file is gone."""
    return str(image.get_rendition(spec).url) if image else ""


def photo_of(provider: Provider) -> str:
    return picture_url(provider.photo, FACE)


def spoken(provider: Provider) -> str:
    """The languages, as the reader calls them."""
    return ", ".join(filter(None, map(name_of, provider.languages)))


def shown_card(card: Card, category: ServiceCategory | None) -> dict[str, Any]:
    """A provider as `theme/pieces/provider_card.html` takes them."""
    provider, standing = card.provider, card.provider.standing
    page = provider.get_absolute_url() + (f"?category={category.slug}" if category else "")
    shown: dict[str, Any] = {
        "name": provider.display_name,
        "url": page,
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
    if card.next_slot:
        url = action_url(provider, category) or page
        shown["slots"] = [{"label": moment(card.next_slot), "url": url}]
        shown["more_url"] = page + "#times"
    return shown


def unit_of(card: Card, category: ServiceCategory | None) -> Any:
    """What the price is for."""
    branch = category.path if category else ""
    services = [s for s in card.provider.services.all() if s.category.path.startswith(branch)]
    return next((s.get_unit_display() for s in services if s.price == card.price), "")


def first_sentence(text: str) -> str:
    head, stop, _rest = text.partition(". ")
    return head + stop.strip()
