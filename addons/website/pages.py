"""Putting the site's pages where Wagtail's own first page stands."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from .models import HomePage


def ensure_home() -> HomePage | None:
    """The site's first page. Wagtail's own, which nobody has changed, makes room for it."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return None
    root = site.root_page.specific
    if isinstance(root, HomePage):
        return root
    if type(root) is not Page or root.get_children().exists():
        return None
    home: HomePage = Page.get_first_root_node().add_child(
        instance=HomePage(title=_("Home"), slug="start", body=first_body())
    )
    site.root_page = home
    site.save()
    root.delete()
    home.slug = "home"
    home.save()
    return home


def first_body() -> list[tuple[str, dict[str, Any]]]:
    """What stands there until somebody writes something better."""
    return [
        (
            "hero",
            {
                "title": _("Good help, at a time that suits you"),
                "lead": _("See who is free, what it costs and when they can come."),
                "search_label": _("What needs doing?"),
                "search_hint": _("Leaking tap, fan, sofa…"),
                "place_label": _("Where?"),
                "button": _("Find times"),
            },
        ),
        ("services", {"title": _("What do you need done?"), "all": _("All services"), "lead": ""}),
    ]
