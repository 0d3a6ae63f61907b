"""Who can come: the search, a provider's page, and the entries of the bar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views import View

from addons.base import clock
from addons.base.points import ACCOUNT_NAV, LANDINGS, PORTAL_NAV, NavEntry
from addons.base.policies import policy
from addons.base.surfaces.portal import TransitionView, find
from addons.catalog.models import ServiceCategory

from . import voices
from .finding import FindForm, known_areas, ways_out
from .models import Provider, ProvidersPolicy
from .points import PROVIDER_ACTIONS, action_url
from .search import Search
from .shown import photo_of, picture_url, shown_cards, spoken

A_PAGE = 12
REVIEWS = 10
DAYS_AHEAD = 7


class FindProviders(View):
    """The search: a plain form whose answer is a page; with script only the list is exchanged."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = FindForm(with_usual_place(request), person=request.user)
        context: dict[str, Any] = {"form": form, "areas": known_areas()}
        if form.is_valid():
            context |= self.found(form, form.search())
        return render(request, "providers/portal/search.html", context)

    def found(self, form: FindForm, search: Search) -> dict[str, Any]:
        wanted = self.request.GET.get("page", "1")
        number = int(wanted) if wanted.isdecimal() and len(wanted) < 4 else 1
        found = search.find(first=max(number - 1, 0) * A_PAGE, size=A_PAGE)
        page = Paginator(range(found.count), A_PAGE).get_page(number)
        if found.count and not found.cards:
            found = search.find(first=(page.number - 1) * A_PAGE, size=A_PAGE)
        cards, first = shown_cards(found.cards, search.category, minutes=search.minutes)
        anyone = action_url(None, search.category)
        return {
            "search": search,
            "guessed": form.guessed,
            "place": form.place_known_as,
            "count": found.count,
            "page": page,
            "cards": cards,
            "first": first,
            "anyone_url": anyone if found.cards else "",
            "points": points_of(search, found.cards, form.place_known_as),
            "ways_out": [] if found.count else ways_out(search, self.request.GET.dict()),
        }


def with_usual_place(request: HttpRequest) -> QueryDict:
    """What is asked; who names no place means the address they usually book for."""
    asked = request.GET.copy()
    if request.user.is_authenticated and not {"place", "area", "lat"} & set(asked):
        usual = request.user.addresses.filter(latitude__isnull=False).first()  # type: ignore[union-attr]
        if usual is not None:
            asked["place"] = str(usual.pk)
    return asked


def points_of(search: Search, cards: list[Any], place: str) -> list[dict[str, Any]]:
    """The same people on a map; whereabouts only, nobody's door."""
    points: list[dict[str, Any]] = []
    if search.place:
        latitude, longitude = search.place
        points.append(
            {"latitude": latitude, "longitude": longitude, "label": place, "kind": "place"}
        )
    for card in cards:
        provider = card.provider
        if provider.latitude is not None:
            points.append(
                {
                    "latitude": round(provider.latitude, 2),
                    "longitude": round(provider.longitude, 2),
                    "label": provider.display_name,
                    "kind": "person",
                }
            )
    return points


class ProviderPage(View):
    """One provider, as everybody sees them: work, prices, pictures, and when they are free."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Provider.objects.for_cards().prefetch_related(
            "photo__renditions", "portfolio__image__renditions"
        )
        find(Provider, pk, request)
        provider = rows.get(pk=pk)
        services = list(provider.services.all())
        category = self.chosen_category(services)
        today = timezone.localdate(clock.now(), provider.zone)
        day = chosen_day(request, today)
        context = {
            "provider": provider,
            "is_oneself": request.user.pk == provider.user_id,
            "photo": photo_of(provider),
            "languages": spoken(provider),
            "services": [self.shown_service(provider, service) for service in services],
            "category": category,
            "pictures": [
                {
                    "url": picture_url(p.image, "max-1200x1200"),
                    "small": picture_url(p.image),
                    "caption": p.caption,
                }
                for p in provider.portfolio.all()
            ],
            "days": [today + timedelta(days=n) for n in range(DAYS_AHEAD)],
            "day": day,
            "slots": self.slots(provider, category, day) if provider.is_verified else [],
            **self.said(provider),
        }
        return render(request, "providers/portal/provider.html", context)

    def said(self, provider: Provider) -> dict[str, Any]:
        """What customers said of them, a page of it."""
        number = voices.count(provider)
        page = Paginator(range(number), REVIEWS).get_page(self.request.GET.get("reviews"))
        first = max(page.start_index() - 1, 0)
        before = page.previous_page_number() if page.has_previous() else None
        after = page.next_page_number() if page.has_next() else None
        return {
            "voices": voices.heard(provider, self.request.user, first=first, size=REVIEWS),
            "voices_before": self.address_of(before),
            "voices_after": self.address_of(after),
        }

    def address_of(self, page: int | None) -> str:
        """This page with other reviews on it."""
        if page is None:
            return ""
        asked = self.request.GET.copy()
        asked["reviews"] = str(page)
        return f"?{asked.urlencode()}#reviews"

    def chosen_category(self, services: list[Any]) -> ServiceCategory | None:
        wanted = self.request.GET.get("category")
        offered = [service.category for service in services]
        return next((c for c in offered if c.slug == wanted), next(iter(offered), None))

    def shown_service(self, provider: Provider, service: Any) -> dict[str, Any]:
        actions = [
            {"label": action.label, "icon": action.icon, "url": url}
            for action in PROVIDER_ACTIONS.values()
            if provider.is_verified and (url := action.url(provider, service.category, None))
        ]
        return {"service": service, "actions": actions}

    def slots(
        self, provider: Provider, category: ServiceCategory | None, day: date
    ) -> list[dict[str, Any]]:
        minutes = policy(ProvidersPolicy).slot_minutes
        if category is not None:
            minutes = category.get_default_duration()
        return [
            {
                "label": start.astimezone(provider.zone).strftime("%H:%M"),
                "url": action_url(provider, category, start),
                "first": number == 0,
            }
            for number, start in enumerate(provider.free_starts(day, minutes=minutes))
        ]


def chosen_day(request: HttpRequest, today: date) -> date:
    try:
        day = parse_date(request.GET.get("day", "")) or today
    except ValueError:
        day = today  # a date that no calendar has
    return min(max(day, today), today + timedelta(days=DAYS_AHEAD - 1))


class ProviderTransition(TransitionView):
    """A provider who has pressed one of their own buttons goes on where their work is."""

    def post(self, request: HttpRequest, pk: Any, transition: str) -> HttpResponse:
        response = super().post(request, pk, transition)
        if response.status_code == 303 and self.record.user_id == request.user.pk:
            landings = (landing(request.user) for landing in LANDINGS)
            response["Location"] = next(filter(None, landings), "/providers/me/")
        return response


# --- the bar ---------------------------------------------------------------------------------


def is_provider(user: Any) -> bool:
    """Whether the person has applied; asked of the database once a request."""
    return hasattr(user, "provider")


def seeks_help(user: Any) -> bool:
    return not getattr(user, "is_staff", False) and not is_provider(user)


def may_apply(user: Any) -> bool:
    return user.is_authenticated and seeks_help(user)


PORTAL_NAV.register(NavEntry(_("Find"), "/providers/", "search", seeks_help, order=15))
PORTAL_NAV.register(NavEntry(_("Profile"), "/providers/me/", "person", is_provider, order=40))
ACCOUNT_NAV.register(
    NavEntry(_("Offer your services"), "/providers/apply/", "briefcase", may_apply, order=80)
)
