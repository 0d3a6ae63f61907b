"""What the website gives to every page: the brand, the foot, and the bar of who is not signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.models import Site

from addons.base.points import PAGE_VALUES, PORTAL_NAV, NavEntry
from addons.base.policies import policy

from .models import BrandSettings, HelpPage


def brand(request: HttpRequest) -> dict[str, Any]:
    return policy(BrandSettings).shown


def footer_nav(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages to read, and how to reach somebody."""
    root = Site.find_for_request(request)
    entries: list[dict[str, Any]] = []
    if root is not None:
        for page in HelpPage.below(root.root_page, code=get_language() or ""):
            entries.append({"label": page.title, "url": page.get_url(request)})
    settings = policy(BrandSettings)
    if settings.support_phone:
        label = _("Call %s") % settings.support_phone
        entries.append({"label": label, "url": f"tel:{settings.support_phone}"})
    if settings.support_mail:
        entries.append({"label": settings.support_mail, "url": f"mailto:{settings.support_mail}"})
    return entries


def is_visitor(user: Any) -> bool:
    return not user.is_authenticated


PAGE_VALUES.register("brand", brand)
PAGE_VALUES.register("footer_nav", footer_nav)
PORTAL_NAV.register(NavEntry(gettext_lazy("Home"), "/", "house-door-fill", is_visitor, order=10))
