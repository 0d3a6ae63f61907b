"""Which records are meant: those the actor may see, in the view, filtered and searched.

List, board, export and bulk actions all ask here, so that what is acted on is what was shown.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from ...ui.parts import View
from .access import RecordsMixin, may_create
from .saved_views import tabs_of

# Counting a million rows to write "a million" is not worth the wait.
COUNTED = 10_000
# What the address may hold beside filters and search, and what paging and filtering carry along.
KEPT = ("view", "of", "group")


class CappedPaginator(WagtailPaginator):  # type: ignore[misc]
    """Counts so far and no further; who needs more narrows the list."""

    @cached_property
    def count(self) -> int:
        return capped_count(self.object_list)

    @property
    def items_count_label(self) -> str:
        if self.count > COUNTED:
            return _("more than %(count)s") % {"count": f"{COUNTED:,}"}
        return str(super().items_count_label)


def capped_count(records: QuerySet[Any]) -> int:
    """How many there are, or one more than are ever counted."""
    return records.order_by()[: COUNTED + 1].count()


class Listing(RecordsMixin, BaseListingView):  # type: ignore[misc]
    """Base of the pages over many records.

    Beside Wagtail's own parameters the address may hold `view`, a named part of the list, and `of`,
    the record that all of them belong to (`parcel:17`).
    """

    viewset: Any
    paginator_class = CappedPaginator
    board_or_list = ""

    # --- which records ---------------------------------------------------------------------------

    @cached_property
    def filterset_class(self) -> type[Any]:
        filterset: type[Any] = self.viewset.filterset_class
        return filterset

    @cached_property
    def is_searchable(self) -> bool:
        return bool(self.viewset.search)

    @cached_property
    def current_view(self) -> View | None:
        found: View | None = self.viewset.view_named(self.request.GET.get("view", ""))
        return found

    @cached_property
    def parent(self) -> tuple[str, Any] | None:
        """The relation and the record named by `of`, if the actor may see it."""
        name, _colon, pk = self.request.GET.get("of", "").partition(":")
        try:
            owner: Any = self.model._meta.get_field(name).related_model
        except FieldDoesNotExist:
            return None
        record = self.viewset.visible_record(owner, pk, self.request.user)
        return (name, record) if record is not None else None

    def get_base_queryset(self) -> QuerySet[Any]:
        queryset: QuerySet[Any] = self.viewset.listed_to(self.request.user)
        if self.current_view is not None and self.current_view.among:
            queryset = getattr(queryset, self.current_view.among)()
        if self.request.GET.get("of"):
            if self.parent is None:
                return queryset.none()
            queryset = queryset.filter(**{self.parent[0]: self.parent[1]})
        return queryset

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        text = self.search_query.strip()
        found: QuerySet[Any] = self.viewset.searched(queryset, text) if text else queryset
        return found

    def get_ordering(self) -> str:
        view = self.current_view
        if view is not None and view.ordering and "ordering" not in self.request.GET:
            return view.ordering
        return str(super().get_ordering())

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        ordered: QuerySet[Any] = super().order_queryset(queryset)
        # The key settles what the order leaves open, so that pages do not overlap.
        by_key = self.ordering in ("pk", "-pk")
        return ordered if by_key else ordered.order_by(*ordered.query.order_by, "-pk")

    # --- what stands around them -------------------------------------------------------------------

    def get_page_title(self) -> str:
        return str(self.viewset.label)

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not may_create(self.model, self.request.user):
            return []
        label = _("New %(record)s") % {"record": self.model._meta.verbose_name}
        return [HeaderButton(label, url=self.viewset.url("add"), icon_name="plus")]

    @cached_property
    def query(self) -> str:
        """What the address asks, without the page."""
        query = self.request.GET.copy()
        for name in ("p", "_w_filter_fragment"):
            query.pop(name, None)
        return str(query.urlencode())

    def without(self, *names: str) -> str:
        query = self.request.GET.copy()
        for name in (*names, "p"):
            query.pop(name, None)
        return f"{self.index_url}?{query.urlencode()}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        label = self.model._meta.label_lower
        return context | {
            "viewset": self.viewset,
            "tabs": [] if self.results_only else tabs_of(self.request, self.viewset),
            "kept": {name: self.request.GET[name] for name in KEPT if name in self.request.GET},
            "query": self.query,
            "topic": f"{self.board_or_list}:{label}",
            "list_url": f"{self.viewset.url('index')}?{self.query}",
            "board_url": f"{self.viewset.url('board')}?{self.query}",
            "parent": self.parent and self.parent[1],
            "without_parent": self.without("of"),
        }
