"""The search page's question: the words of the search, with places as people name them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Avg, Count
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from addons.accounts.models import Address
from addons.catalog.models import ServiceCategory, ServiceItem

from .arguments import LARGEST_RADIUS_KM
from .search import Search, SearchForm

RADII = (2, 5, 10, 20, 50)
STARS = ("3", "4", "4.5")
MOST_AREAS = 60
# Two thirds of a word say which one is meant: leak, leaks, leaking.
STEM = 4
# About a kilometre: enough to find who is near, and nobody's door.
COARSE = 2


class FindForm(SearchForm):
    """What the page asks. A place is one's own address, where the device is, or an area's name."""

    place = forms.CharField(label=_("Where"), max_length=40, required=False, widget=forms.Select)
    area = forms.CharField(
        label=_("Area"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
    )

    field_order = ["q", "category", "place", "area", "radius_km", "max_price", "min_rating"]

    def __init__(self, data: Any = None, *, person: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.addresses = addresses_of(person)
        self.place_known_as = ""
        tree = ServiceCategory.objects.live().tree()
        self.fields["category"].widget.choices = [("", _("Any service")), *shown_tree(tree)]
        self.fields["radius_km"].widget = forms.Select(
            choices=[("", _("As far as they go")), *((r, _("%s km") % r) for r in RADII)]
        )
        self.fields["min_rating"].widget = forms.Select(
            choices=[("", _("Any")), *((s, _("%s or more") % s) for s in STARS)]
        )
        self.fields["max_price"].widget = forms.NumberInput(attrs={"min": 0, "step": 50})
        self.fields["available_at"].widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
        for name in ("lat", "lng"):
            self.fields[name].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        device = position_in(given.get("place") or "")
        if given.get("lat") is not None and given.get("lng") is not None:
            device = given["lat"], given["lng"]
        if device:
            self.settle(device, gettext("where you are"))
        elif address := self.addresses.get(given.get("place") or ""):
            self.settle((float(address.latitude), float(address.longitude)), address.area)  # type: ignore[arg-type]
        elif area := (given.get("area") or "").strip():
            middle = self.own_place_in(area) or middle_of(area)
            if middle is None:
                text = _("We do not know this area yet. Try one nearby, or use your location.")
                self.add_error("area", text)
            else:
                self.settle(middle, area)
        self.offer_places(device)
        return super().clean()

    def own_place_in(self, area: str) -> tuple[float, float] | None:
        """Who names the area that they live in means home, to the metre."""
        for address in self.addresses.values():
            if address.area.casefold() == area.casefold():
                return float(address.latitude), float(address.longitude)  # type: ignore[arg-type]
        return None

    def settle(self, position: tuple[float, float], known_as: str) -> None:
        self.cleaned_data |= {"lat": position[0], "lng": position[1]}
        self.place_known_as = known_as

    def offer_places(self, device: tuple[float, float] | None) -> None:
        """One's own addresses, where the device was, or a name."""
        choices = [(key, str(address.label)) for key, address in self.addresses.items()]
        if device:
            here = f"{device[0]:.5f},{device[1]:.5f}"
            choices.insert(0, (here, gettext("Where you are now")))
            # Drawn again with the device's place chosen; the fields it came in are empty then.
            self.data = self.data.copy()
            for name, value in (("place", here), ("lat", ""), ("lng", "")):
                self.data[name] = value
        self.fields["place"].widget.choices = [*choices, ("", gettext("An area"))]

    def search(self) -> Search:
        """The question; words that name a service ask for it, not for somebody called so."""
        for name in ("place", "area"):
            self.cleaned_data.pop(name, None)
        search = super().search()
        self.guessed = None if search.category else category_meant(search.q)
        return replace(search, category=self.guessed, q="") if self.guessed else search


def position_in(text: str) -> tuple[float, float] | None:
    """Latitude and longitude written as one value."""
    if not re.fullmatch(r"-?\d{1,2}\.\d+,-?\d{1,3}\.\d+", text):
        return None
    lat, lng = (float(part) for part in text.split(","))
    return (lat, lng) if abs(lat) <= 90 and abs(lng) <= 180 else None


def addresses_of(person: Any) -> dict[str, Address]:
    """The person's own places with a position, the usual one first."""
    if not person.is_authenticated:
        return {}
    known = Address.objects.filter(user=person, latitude__isnull=False)
    return {str(address.pk): address for address in known}


def shown_tree(tree: list[ServiceCategory]) -> list[tuple[str, str]]:
    return [(c.slug, f"{'– ' * c.path.count('/', 0, -1)}{c.name}") for c in tree]


def middle_of(area: str) -> tuple[float, float] | None:
    """About where the known addresses of the neighbourhood lie."""
    known = Address.objects.filter(area__iexact=area, latitude__isnull=False)
    middle = known.aggregate(lat=Avg("latitude"), lng=Avg("longitude"))
    if middle["lat"] is None:
        return None
    return round(float(middle["lat"]), COARSE), round(float(middle["lng"]), COARSE)


def known_areas() -> list[str]:
    """Names to choose from: those that more than one person lives in."""
    areas = Address.objects.filter(latitude__isnull=False).values_list("area")
    shared = areas.annotate(people=Count("user", distinct=True)).filter(people__gt=1)
    return [area for area, _people in shared.order_by("-people", "area")[:MOST_AREAS]]


def category_meant(words: str) -> ServiceCategory | None:
    """The service that the words speak of, by its name, description and pieces of work."""
    stems = {word[:STEM] for word in re.findall(r"\w{3,}", words.lower())}
    if not stems:
        return None
    live = ServiceCategory.objects.live().tree()
    texts = {c.pk: f"{c.name} {c.name} {c.description}" for c in live}
    for category, name in ServiceItem.objects.live().values_list("category", "name"):
        if category in texts:
            texts[category] += f" {name}"
    scores = {pk: score(stems, text) for pk, text in texts.items()}
    best = max(live, key=lambda c: scores[c.pk], default=None)
    return best if best is not None and scores[best.pk] else None


def score(stems: set[str], text: str) -> int:
    words = re.findall(r"\w{3,}", text.lower())
    return sum(any(word.startswith(stem) for word in words) for stem in stems) * 100 + sum(
        word.startswith(stem) for word in words for stem in stems
    )


# --- nobody was found ------------------------------------------------------------------------


@dataclass(frozen=True)
class WayOut:
    """A wider question that finds somebody."""

    text: str
    url: str


def ways_out(search: Search, asked: Any) -> list[WayOut]:
    """What to leave out of the question, each with how many that would find."""
    found = []
    for names, wider, words in wider_questions(search):
        count = len(wider.hits())
        if count:
            query = {k: v for k, v in asked.items() if k not in (*names, "page") and v}
            if "radius_km" in names and search.place:
                query["radius_km"] = f"{wider.radius:g}"
            people = ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
            found.append(WayOut(f"{words}: {people}", f"?{urlencode(query)}"))
    return found


def wider_questions(search: Search) -> Any:
    """Pairs of what is left out and the question without it."""
    if search.place and search.radius < LARGEST_RADIUS_KM:
        wider = replace(search, radius_km=float(min(search.radius * 4, LARGEST_RADIUS_KM)))
        words = gettext("Within %(km)g km") % {"km": wider.radius}
        yield ("radius_km",), wider, words
    if search.max_price is not None:
        yield ("max_price",), replace(search, max_price=None), gettext("At any price")
    if search.min_rating is not None and search.min_rating > Decimal(0):
        yield ("min_rating",), replace(search, min_rating=None), gettext("With any rating")
    if search.available_at is not None:
        yield ("available_at",), replace(search, available_at=None), gettext("At any time")
    if search.q:
        yield ("q",), replace(search, q=""), gettext("Without “%s”") % search.q
    if search.category is not None:
        yield ("category", "q"), replace(search, category=None), gettext("For any service")
