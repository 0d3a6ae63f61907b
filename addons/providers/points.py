"""What other addons may tell providers, and what they may ask of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from addons.base.registry import Registry
from addons.base.workflow.compose import flow_of

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory

    from .models import Provider
    from .search import Card

# So many times as many as are wanted are compared.
LOOKED_AT = 6

BUSY: Registry[Callable[[datetime, datetime], QuerySet[Any]]] = Registry(
    "busy time",
    "`slots.py`: what takes providers' time. `rows(start, end)` is a queryset with the columns "
    "`provider_id` and `quarter`, one row per started quarter hour that touches the span, in UTC. "
    "Asked for free starts and next slots (in batch) and by a search for a time; never evaluated "
    "as it is, always narrowed to some providers first.",
)


RATINGS: Registry[Callable[[Provider], tuple[int, int]]] = Registry(
    "ratings",
    "`slots.py`: (provider) → how many published ratings there are, and their stars summed. Asked by "
    "`recount_ratings` when one of them is published.",
)


def recount_ratings(provider: Provider) -> None:
    """Set the provider's standing to what all published ratings come to, whoever keeps them."""
    from .models import ProviderStanding  # the models read the points

    counted = [count(provider) for count in RATINGS.values()]
    number, stars = (sum(part) for part in zip(*counted, strict=True))
    average = round(Decimal(stars) / number, 2) if number else None
    ProviderStanding.objects.rate(provider, average=average, count=number)


def is_bound(provider: Provider) -> bool:
    """Whether any addon's work keeps them from going on duty: then they stay busy."""
    from .flow import ProviderFlow  # the flow reads the models

    spec = flow_of(type(provider)).find(ProviderFlow.go_on_duty)
    return any(
        not each.quiet and not each.holds(provider, provider.user) for each in spec.conditions
    )


@dataclass(frozen=True)
class ProviderAction:
    """What a customer can do with a provider, or in a category with anyone (provider of none).

    `url(provider, category, at)` leads there, `at` being a free time or none; it is empty where it
    cannot be done.
    """

    label: Any
    icon: str
    url: Callable[[Provider | None, ServiceCategory, datetime | None], str]


PROVIDER_ACTIONS: Registry[ProviderAction] = Registry(
    "provider action",
    "`slots.py`: buttons and links of free times on the pages that show providers and services, "
    "such as booking. The first that gives an address is the filled one. Asked while a page is "
    "drawn, for each provider on it: it makes no query.",
)


def action_url(
    provider: Provider | None, category: ServiceCategory | None, at: datetime | None = None
) -> str:
    """Where the first thing that can be done leads; empty where nothing can."""
    if category is None:
        return ""
    urls = (action.url(provider, category, at) for action in PROVIDER_ACTIONS.values())
    return next((url for url in urls if url), "")


def card_of(provider: Provider, category: ServiceCategory | None = None) -> dict[str, Any]:
    """The provider as `theme/pieces/provider_card.html` takes them; read with `for_cards()`."""
    from .search import Card
    from .shown import shown_card

    price = provider.own_price(category)
    card = Card(provider=provider, distance_km=None, price=price, next_slot=None)
    return shown_card(card, category)


def soonest(limit: int) -> list[Card]:
    """Of the best who are on duty those with the earliest free time; among equals the better."""
    from .search import Search  # it reads the models, which read the points above

    cards = Search().find(first=0, size=limit * LOOKED_AT).cards
    free = [(card.next_slot, card) for card in cards if card.next_slot]
    return [card for _at, card in sorted(free, key=lambda pair: pair[0])[:limit]]
