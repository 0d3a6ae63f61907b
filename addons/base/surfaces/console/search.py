"""The search of the sidebar: every record type that the person may open, at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import TemplateView
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.search import SearchArea
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .sites import record_viewsets
from .table import Row, rows_of
from .viewset import OperableViewSet

EACH = 6
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """What one record type has to offer."""

    viewset: OperableViewSet
    rows: list[Row]
    more_url: str


class RecordsSearchArea(SearchArea):  # type: ignore[misc]
    """The first area, so the one that the sidebar's search field leads to."""

    def __init__(self) -> None:
        super().__init__(
            _("Records"), reverse("console_search"), name="records", icon_name="search", order=1
        )

    def is_shown(self, request: Any) -> bool:
        return any(viewset.may_open(request.user) for viewset in record_viewsets())


class SearchView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """`/admin/search/?q=…`: by number, name and whatever each record type's search asks."""

    template_name = "base/console/search/page.html"
    page_title = _("Search")
    header_icon = "search"

    def get_template_names(self) -> list[str]:
        alone = "results" in self.request.GET
        return ["base/console/search/results.html"] if alone else [self.template_name]

    @cached_property
    def text(self) -> str:
        return self.request.GET.get("q", "").strip()[:200]

    def found(self) -> list[Found]:
        if len(self.text) < SHORTEST:
            return []
        user = self.request.user
        groups = []
        for viewset in record_viewsets():
            if not viewset.may_open(user) or not viewset.search:
                continue
            records = viewset.searched(viewset.visible_to(user), self.text)
            first = list(records.order_by(viewset.ordering)[: EACH + 1])
            rows = list(rows_of(viewset, first[:EACH], viewset.card_values[:2], user))
            more = f"{viewset.url('index')}?q={self.text}" if len(first) > EACH else ""
            if rows:
                groups.append(Found(viewset, rows, more))
        return groups

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "found": self.found(),
            "text": self.text,
            "is_short": len(self.text) < SHORTEST,
            "search_form": SearchForm(self.request.GET),
        }
