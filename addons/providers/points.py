"""What other addons may tell providers, and what they may ask of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext

from addons.base.registry import Registry
from addons.base.workflow.compose import flow_of

if TYPE_CHECKING:
    from addons.base.models import Attachment
    from addons.base.workflow.states import Text
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


@dataclass(frozen=True, kw_only=True)
class Voice:
    """What one customer said in public, as everybody reads it: `author` is no full name.

    `photos` are attachments that everybody may read; `url` leads to more for the reader, if there
    is more for them, with `url_label`.
    """

    at: datetime
    stars: int
    text: str
    author: str
    service: str
    photos: Sequence[Attachment] = ()
    answer: str = ""
    answered_at: datetime | None = None
    url: str = ""
    url_label: Text = ""


@dataclass(frozen=True, kw_only=True)
class Voices:
    """Public ratings of one kind.

    `published()` are the rows that count, with `provider` and the columns that `stars` and `at`
    name. `read(keys, reader)` gives the Voice of each key.
    """

    published: Callable[[], QuerySet[Any]]
    stars: str
    at: str
    read: Callable[[list[Any], Any], Mapping[Any, Voice]]


VOICES: Registry[Voices] = Registry(
    "voices",
    "`slots.py`: name → Voices, whatever customers have said of providers in public. Counted by "
    "`recount_ratings` when one of them comes or goes, and by `manage.py verify`; listed on the "
    "provider's page and by the API.",
)


def recount_ratings(provider: Provider) -> None:
    """Set the provider's standing to what all public ratings come to, whoever keeps them.

    Whoever changes another one at the same time waits here, and then counts this one too.
    """
    from .models import ProviderStanding  # the models read the points

    ProviderStanding.objects.hold(provider)
    number, stars = ratings_of([provider.pk]).get(provider.pk, (0, 0))
    ProviderStanding.objects.rate(provider, average=average_of(number, stars), count=number)


def ratings_of(providers: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many public ratings each has, and their stars summed; who has none is left out."""
    counted: dict[int, tuple[int, int]] = {}
    for voices in VOICES.values():
        rows = voices.published().filter(provider__in=providers).order_by().values("provider")
        figures = rows.annotate(number=Count("pk"), sum=Sum(voices.stars))
        for provider, number, stars in figures.values_list("provider", "number", "sum"):
            before = counted.get(provider, (0, 0))
            counted[provider] = (before[0] + number, before[1] + stars)
    return counted


def average_of(number: int, stars: int) -> Decimal | None:
    return round(Decimal(stars) / number, 2) if number else None


def author_of(person: Any) -> str:
    """What somebody is called where everybody reads it: the first name, and a letter of the last."""
    words = [] if person.erased_at else person.name.split()
    if not words:
        return gettext("A customer")
    return words[0] if len(words) == 1 else f"{words[0]} {words[-1][0]}."


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
