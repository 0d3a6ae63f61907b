"""How a provider reads in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema

from addons.base.money import as_json
from addons.base.surfaces.shapes import Money

from .search import Card


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
