"""The list of a record type: Wagtail's listing over our records, and its rows one by one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.widgets.button import Button

from ...live.topics import key_of
from ...ui.values import Value
from . import export
from .access import RecordsMixin
from .listing import Listing
from .saved_views import chosen_columns, default_view
from .table import RecordTable, header_columns, rows_of

MOST_ROWS = 100


class IndexView(SpreadsheetExportMixin, Listing):  # type: ignore[misc]
    """`/admin/<addon>/<record>/`, and as results alone for the search and the filters."""

    template_name = "base/console/list/page.html"
    results_template_name = "base/console/list/results.html"
    show_export_buttons = True
    board_or_list = "list"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.GET and not self.results_only:
            usual = default_view(request.user, self.viewset)
            if usual is not None:
                return HttpResponseRedirect(f"?{usual.address}")
        answer: HttpResponseBase = super().get(request, *args, **kwargs)
        return answer

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """The columns that this person wants to see."""
        return chosen_columns(self.request.user, self.viewset, self.request.GET.get("view", ""))

    @cached_property
    def columns(self) -> list[Column]:
        return header_columns(self.viewset, self.values)

    def get_table(self, object_list: Any) -> RecordTable:
        rows = rows_of(self.viewset, object_list, self.values, self.request.user)
        return RecordTable(self.columns, object_list, rows=list(rows), **self.get_table_kwargs())

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        columns = Button(
            _("Choose columns"),
            icon_name="sliders",
            priority=10,
            attrs={"data-dialog": f"{self.viewset.url('columns')}?{self.query}"},
        )
        return [columns, *super().header_more_buttons]

    def get_export_url(self, format: str) -> str:
        return f"{self.index_url}?{self.query}&export={format}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {} if self.is_export else super().get_context_data(*args, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        if self.is_export:
            return self.as_spreadsheet(self.object_list, self.request.GET["export"])
        answer: HttpResponseBase = super().render_to_response(context, **kwargs)
        return answer

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        records = list(queryset[: export.MOST + 1])
        if len(records) > export.MOST:
            text = _("That is more than %(most)s rows. Narrow the list by filters first.")
            messages.error(self.request, text % {"most": f"{export.MOST:,}"})
            return HttpResponseRedirect(self.without("export"))
        rows = export.table_of(records, self.values)
        write = export.as_csv if spreadsheet_format == self.FORMAT_CSV else export.as_xlsx
        return write(rows, self.viewset.name)


class RowsView(RecordsMixin, View):
    """Single rows, fetched again by a list whose records have changed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        values = chosen_columns(request.user, self.viewset, request.GET.get("view", ""))
        given = request.GET.getlist("id")[:MOST_ROWS]
        wanted = [pk for key in given if (pk := key_of(self.model, key)) is not None]
        records = self.viewset.visible_to(request.user).filter(pk__in=wanted)
        rows = rows_of(self.viewset, records, values, request.user)
        response = render(request, "base/console/list/rows.html", {"rows": list(rows)})
        response.headers["Cache-Control"] = "no-store"
        return response
