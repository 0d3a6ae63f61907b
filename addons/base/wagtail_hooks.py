"""The one place where anything of ours meets Wagtail's hooks. Wagtail imports it while apps load."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from .points import CONSOLE
from .surfaces.console.access import RulesPolicy
from .surfaces.console.home import NeedsPanel, badges_view, panel_view
from .surfaces.console.search import RecordsSearchArea, SearchView
from .surfaces.console.sidebar import menu_items, pack_entries_only
from .surfaces.console.sites import snippet_viewsets, viewsets

# Before anything asks Wagtail about these models: it would answer by rows of permissions.
for page in CONSOLE.values():
    if hasattr(page, "model"):
        register_permission_policy(page.model, RulesPolicy(page.model, page.menu.permission))

for snippet in snippet_viewsets():
    register_snippet(snippet)

pack_entries_only()


@hooks.register("register_admin_viewset")
def console_pages() -> list[Any]:
    return [viewset for viewset in viewsets().values() if viewset not in snippet_viewsets()]


@hooks.register("construct_main_menu")
def console_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    items.extend(item for item in menu_items() if item.is_shown(request))
    if not user_has_any_page_permission(request.user):
        # Wagtail's help is about writing pages, on another site.
        items[:] = [item for item in items if item.name != "help"]


@hooks.register("register_admin_urls")
def console_urls() -> list[URLPattern]:
    return [
        path("console/panel/<slug:name>/", panel_view, name="console_panel"),
        path("console/badges/", badges_view, name="console_badges"),
        path("search/", SearchView.as_view(), name="console_search"),
    ]


@hooks.register("register_admin_search_area")
def records_search() -> SearchArea:
    return RecordsSearchArea()


@hooks.register("construct_homepage_panels")
def needs_first(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(NeedsPanel(request))


@hooks.register("construct_homepage_summary_items")
def summary_for_editors(request: HttpRequest, items: list[Any]) -> None:
    if not user_has_any_page_permission(request.user):
        items.clear()


@hooks.register("insert_global_admin_css")
def console_css() -> SafeString:
    return render_to_string("base/console/css.html")


@hooks.register("insert_global_admin_js")
def console_js() -> SafeString:
    return render_to_string("base/console/js.html")


@hooks.register("register_icons")
def our_icons(icons: list[str]) -> list[str]:
    return [*icons, "base/console/icons.svg"]
