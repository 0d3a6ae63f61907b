"""Whom a customer finds: the words of the question, and the page of providers that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from addons.base.policies import policy
from addons.catalog.models import CatalogPolicy, ServiceCategory

from .arguments import LARGEST_RADIUS_KM
from .availability import at_work, next_slots
from .models import Provider, ProvidersPolicy
from .querysets import Hit, best_of

if TYPE_CHECKING:
    from .querysets import ProviderQuerySet

# So many of the nearest are considered: who would read on asks for something narrower.
MOST_FOUND = 1_000


class Sort(TextChoices):
    BEST = "best", _("Best match")
    DISTANCE = "distance", _("Nearest")
    RATING = "rating", _("Best rated")
    PRICE = "price", _("Cheapest")


class SearchForm(forms.Form):
    """The question, for the search page and for the API's query."""

    category = forms.ModelChoiceField(
        ServiceCategory.objects.live(),
        to_field_name="slug",
        required=False,
        label=_("Service"),
        error_messages={"invalid_choice": _("There is no such service. Choose a listed one.")},
    )
    lat = forms.FloatField(min_value=-90, max_value=90, required=False, label=_("Latitude"))
    lng = forms.FloatField(min_value=-180, max_value=180, required=False, label=_("Longitude"))
    radius_km = forms.FloatField(
        min_value=0, max_value=21_000, required=False, label=_("Radius in km")
    )
    min_rating = forms.DecimalField(
        min_value=0, max_value=5, max_digits=4, required=False, label=_("Stars at least")
    )
    max_price = forms.DecimalField(
        min_value=0, max_digits=12, decimal_places=2, required=False, label=_("Price at most")
    )
    available_at = forms.DateTimeField(required=False, label=_("Free at"))
    q = forms.CharField(max_length=100, required=False, label=_("Name or words"))
    sort = forms.ChoiceField(choices=Sort.choices, required=False, label=_("Sorted by"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        missing = [name for name in ("lat", "lng") if given[name] is None]
        if len(missing) == 1:
            self.add_error(missing[0], _("Give lat and lng together."))
        if missing and given["sort"] == Sort.DISTANCE:
            self.add_error("sort", _("Give lat and lng to sort by distance."))
        return given

    def search(self) -> Search:
        """The question, once the form is valid."""
        given = dict(self.cleaned_data)
        lat, lng = given.pop("lat"), given.pop("lng")
        place = None if lat is None else (lat, lng)
        return Search(**given | {"place": place, "sort": given["sort"] or Sort.BEST})


@dataclass(frozen=True)
class Card:
    """A provider as a list shows them."""

    provider: Provider
    distance_km: float | None
    price: Decimal | None
    next_slot: datetime | None


@dataclass(frozen=True)
class Found:
    """One page of what was found, and how much there is, up to MOST_FOUND."""

    cards: list[Card]
    count: int


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for. Only those on duty are found, and with a place those who come there."""

    category: ServiceCategory | None = None
    place: tuple[float, float] | None = None
    radius_km: float | None = None
    min_rating: Decimal | None = None
    max_price: Decimal | None = None
    available_at: datetime | None = None
    q: str = ""
    sort: str = Sort.BEST

    def find(self, *, first: int, size: int) -> Found:
        """The hits from the first, so many of them."""
        hits = self.hits()
        shown = cards(hits[first : first + size], self.category, minutes=self.minutes)
        return Found(shown, len(hits))

    def hits(self) -> list[Hit]:
        """Id and distance of all that is found, in order."""
        hits = self.ranked(self.considered())
        if self.available_at is None:
            return hits
        people = Provider.objects.filter(pk__in=[pk for pk, _km in hits])
        names = people.values_list("pk", "user__time_zone")
        zones = {pk: ZoneInfo(name) for pk, name in names}
        working = at_work(zones, self.available_at, minutes=self.minutes)
        return [(pk, km) for pk, km in hits if pk in working]

    def considered(self) -> list[Hit]:
        """The nearest who fit, or without a place the best."""
        rows = self.suitable()
        if self.available_at is not None:
            rows = rows.unoccupied(self.available_at, minutes=self.minutes)
        if self.place is None:
            best = rows.best_first().values_list("pk", flat=True)
            return [(pk, None) for pk in best[:MOST_FOUND]]
        return [*rows.nearest(*self.place, within_km=self.radius, limit=MOST_FOUND)]

    def ranked(self, hits: list[Hit]) -> list[Hit]:
        """The hits in the order asked for; among equals the nearest first."""
        rows = Provider.objects.filter(pk__in=[pk for pk, _km in hits])
        match self.sort:
            case Sort.RATING:
                stars = rows.values_list("pk", "standing__rating", "standing__rating_count")
                ranks: dict[int, Any] = {pk: (-(r or 0), -count) for pk, r, count in stars}
            case Sort.PRICE:
                prices = rows.with_price(self.category).values_list("pk", "price")
                ranks = {pk: (price is None, price) for pk, price in prices}
            case Sort.BEST if self.place:
                return best_of(hits)
            case _:
                return hits
        return sorted(hits, key=lambda hit: ranks[hit[0]])

    @property
    def radius(self) -> float:
        """Kilometres around the place."""
        if self.radius_km is not None:
            return min(self.radius_km, LARGEST_RADIUS_KM)
        rules = self.category.policy if self.category else policy(CatalogPolicy).values
        return float(rules.search_radius_km)

    @property
    def minutes(self) -> int:
        """How long a time must be free."""
        if self.category is not None:
            return self.category.get_default_duration()
        return policy(ProvidersPolicy).slot_minutes

    def suitable(self) -> ProviderQuerySet:
        """Those who fit, but for place and time."""
        rows: ProviderQuerySet = Provider.objects.on_duty()
        if self.category is not None or self.max_price is not None:
            rows = rows.offering(self.category, at_most=self.max_price)
        if self.min_rating is not None:
            rows = rows.filter(standing__rating__gte=self.min_rating)
        for word in self.q.split():
            named = Q(display_name__icontains=word) | Q(bio__icontains=word)
            rows = rows.filter(named)
        return rows


def cards(hits: list[Hit], category: ServiceCategory | None, *, minutes: int) -> list[Card]:
    """The hits with all that is shown of them, in a handful of queries."""
    providers = Provider.objects.for_cards().in_bulk([pk for pk, _km in hits])
    soonest = next_slots({pk: p.zone for pk, p in providers.items()}, minutes=minutes)
    return [
        Card(
            provider=providers[pk],
            distance_km=km,
            price=providers[pk].own_price(category),
            next_slot=soonest.get(pk),
        )
        for pk, km in hits
    ]


def card_of(provider: Provider) -> Card:
    """One provider as a list shows them, without a question."""
    minutes = policy(ProvidersPolicy).slot_minutes
    soonest = next_slots({provider.pk: provider.zone}, minutes=minutes)
    return Card(provider, None, provider.own_price(None), soonest.get(provider.pk))
