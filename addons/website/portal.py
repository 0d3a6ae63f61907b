"""What the website gives to every page: the brand, the foot, and the bar of who is not signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.models import Site

from addons.base.points import PAGE_VALUES, PORTAL_NAV, NavEntry
from addons.base.policies import policy
from addons.base.remembered import shared

from .models import BrandSettings, HelpPage


def brand(request: HttpRequest) -> dict[str, Any]:
    return policy(BrandSettings).shown


def footer_nav(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages to read, and how to reach somebody."""
    language = get_language() or ""
    name = ("footer_nav", request.get_host(), language)
    entries = [*shared(name, lambda: pages_to_read(request, language))]
    settings = policy(BrandSettings)
    if settings.support_phone:
        label = _("Call %s") % settings.support_phone
        entries.append({"label": label, "url": f"tel:{settings.support_phone}"})
    if settings.support_mail:
        entries.append({"label": settings.support_mail, "url": f"mailto:{settings.support_mail}"})
    return entries


def pages_to_read(request: HttpRequest, language: str) -> list[dict[str, Any]]:
    site = Site.find_for_request(request)
    pages = HelpPage.below(site.root_page, code=language) if site is not None else ()
    return [{"label": page.title, "url": page.get_url(request)} for page in pages]


def is_visitor(user: Any) -> bool:
    return not user.is_authenticated


PAGE_VALUES.register("brand", brand)
PAGE_VALUES.register("footer_nav", footer_nav)
PORTAL_NAV.register(NavEntry(gettext_lazy("Home"), "/", "house-door-fill", is_visitor, order=10))
