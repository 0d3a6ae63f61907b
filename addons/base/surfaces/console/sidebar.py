"""The sidebar, made from the menus of everything registered; each sees what they may open."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.admin.menu import Menu as WagtailMenu
from wagtail.admin.menu import MenuItem, SubmenuMenuItem
from wagtail.admin.telepath import Adapter, registry
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.ui.sidebar import BaseSidebarAdapter

from ...points import MENU_GROUPS
from ...remembered import remembered
from ...ui.menu import Menu
from ...workflow.actors import may
from .sites import viewsets

reverse_lazily = lazy(reverse, str)


class PageItem(MenuItem):  # type: ignore[misc]
    """The entry of one page; where it has a badge, with a place for its count."""

    def __init__(self, name: str, viewset: Any) -> None:
        self.viewset = viewset
        self.menu: Menu = viewset.menu
        label = self.menu.label or viewset.menu_label
        url = reverse_lazily(viewset.get_url_name("index"))
        super().__init__(label, url, name=name, icon_name=self.menu.icon, order=self.menu.order)

    def is_shown(self, request: HttpRequest) -> bool:
        return may(request.user, self.menu.permission)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if self.menu.badge:
            own = {"data-badge": self.name, "data-count": place_of(self.name)}
            component.attrs = {**component.attrs, **own}
        return component


def place_of(badge: str) -> str:
    """What stands in the packed sidebar where the badge's count belongs."""
    return f"@count:{badge}@"


def sidebar(context: Any) -> SafeString:
    """The sidebar as its script takes it: packed once in a few seconds for each person, and counted
    anew on every page."""
    user = context["request"].user
    packed = remembered(
        user, ("sidebar", get_language()), lambda: wagtailadmin_tags.sidebar_props(context)
    )
    for name, count in badges(user).items():
        packed = packed.replace(place_of(name), str(count or ""))
    # It is escaped by Wagtail's packing, and only numbers were put in.
    return SafeString(packed)


def badge_count(viewset: Any, user: Any) -> int:
    """How many records the badge's view holds for this user."""
    view = viewset.view_named(viewset.menu.badge)
    return int(viewset.in_view(user, view).order_by()[:100].count())


class Entry(Adapter):  # type: ignore[misc]
    """How a part of the sidebar is packed for its script.

    Each of Wagtail's own adapters asks for the script's address, entry by entry, though every page
    has the script already.
    """

    def __init__(self, js_constructor: str) -> None:
        self.js_constructor = js_constructor

    def get_media(self, part: Any) -> None:
        return None

    def js_args(self, part: Any) -> list[Any]:
        arguments: list[Any] = part.js_args()
        return arguments


def pack_entries_only() -> None:
    """Have the parts of the sidebar packed without their script, by us."""
    wagtailadmin_tags.register.simple_tag(sidebar, takes_context=True, name="sidebar_props")
    for kind, adapter in [*registry.adapters.items()]:
        if isinstance(adapter, BaseSidebarAdapter):
            registry.register(Entry(adapter.js_constructor), kind)


@cache
def menu_items() -> list[MenuItem]:
    """The entries of the first level, for Wagtail's main menu."""
    alone: list[MenuItem] = []
    grouped: defaultdict[str, list[MenuItem]] = defaultdict(list)
    for name, viewset in viewsets().items():
        item = PageItem(name, viewset)
        (grouped[viewset.menu.group] if viewset.menu.group else alone).append(item)
    for key, items in grouped.items():
        group = MENU_GROUPS[key]
        alone.append(
            SubmenuMenuItem(
                group.label,
                WagtailMenu(items=sorted(items, key=lambda item: item.order)),
                name=f"group-{key}",
                icon_name=group.icon,
                order=group.order,
            )
        )
    return alone


def badges(user: Any) -> dict[str, int]:
    """Every badge that this user has in the sidebar."""
    return {
        name: badge_count(viewset, user)
        for name, viewset in viewsets().items()
        if viewset.menu.badge and may(user, viewset.menu.permission)
    }
