"""What other addons may hang on talks, and what they may ask about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from addons.base.registry import ListRegistry

if TYPE_CHECKING:
    from addons.providers.models import Provider, ProviderService


@dataclass(frozen=True)
class TalksPanel:
    """A panel above a person's own talks, for either side. Without values (None) it is left out."""

    template: str
    values: Callable[[Any], dict[str, Any] | None]


TALKS_PANELS: ListRegistry[TalksPanel] = ListRegistry(
    "talks panel",
    "`portal.py`: TalksPanel, drawn on the portal's page of talks for whoever is signed in, below "
    "the requests that wait.",
)


def least_to_begin(provider: Provider, service: ProviderService) -> Decimal:
    """What the wallet has to cover before a talk about this service can be asked for."""
    from .charging import needed
    from .models import Consultation  # the models are not there yet when this file is read
    from .models.rate import rate_of

    terms = rate_of(provider)
    draft = Consultation(price_per_minute=service.price, increment_s=terms.increment_s)
    _increments, least = needed(draft.tariff, terms.minutes_to_begin)
    return least
