"""The home page: what needs this person now, each panel loaded by itself and kept fresh."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from wagtail.admin.ui.components import Component

from ...points import HOME
from ...ui.parts import HomePanel, View
from ...workflow.actors import may
from .listing import capped_count
from .sidebar import badges
from .sites import record_viewsets
from .table import rows_of
from .viewset import OperableViewSet

FIRST = 5


@cache
def all_panels() -> list[HomePanel]:
    """Those registered, and one for each view of a list that somebody needs."""
    of_views = [
        panel_of(viewset, view)
        for viewset in record_viewsets()
        for view in viewset.views
        if view.needs
    ]
    return sorted([*HOME.values(), *of_views], key=lambda panel: panel.order)


def panel_of(viewset: OperableViewSet, view: View) -> HomePanel:
    def context(actor: Any) -> dict[str, Any]:
        records = viewset.in_view(actor, view)
        first = list(records[: FIRST + 1])
        return {
            "count": len(first) if len(first) <= FIRST else capped_count(records),
            "rows": list(rows_of(viewset, first[:FIRST], viewset.card_values[:2], actor)),
            "url": f"{viewset.url('index')}?{view.address}",
        }

    return HomePanel(
        name=f"{viewset.name}-{view.name}",
        label=view.label,
        icon=viewset.icon,
        order=viewset.menu.order + viewset.views.index(view),
        permission=view.needs,
        empty=view.empty,
        context=context,
        template="base/console/home/records.html",
        topics=(f"list:{viewset.model._meta.label_lower}",),
    )


def panels_for(user: Any) -> Iterator[HomePanel]:
    return (panel for panel in all_panels() if may(user, panel.permission))


class NeedsPanel(Component):  # type: ignore[misc]
    """The frame of all panels on Wagtail's home page."""

    name = "needs"
    template_name = "base/console/home/needs.html"
    order = 50

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"panels": list(panels_for(self.request.user)), "request": self.request}


def panel_view(request: HttpRequest, name: str) -> HttpResponse:
    """One panel, for those who hold its permission."""
    panel = next((p for p in panels_for(request.user) if p.name == name), None)
    if panel is None:
        raise Http404
    context = {"panel": panel, **panel.context(request.user)}
    response = render(request, "base/console/home/panel.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def badges_view(request: HttpRequest) -> JsonResponse:
    """The counts in the sidebar, asked again when something has happened."""
    response = JsonResponse(badges(request.user))
    response.headers["Cache-Control"] = "no-store"
    return response
