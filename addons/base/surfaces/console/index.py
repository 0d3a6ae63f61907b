"""The list of a record type: Wagtail's listing over our records, and its rows one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
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
from .groups import groupable, groups_of, members
from .listing import Listing
from .saved_views import chosen_columns, default_view
from .table import RecordTable, header_columns, rows_of, table_rows

MOST_ROWS = 100
# Rows of a group before somebody asks for more.
AT_ONCE = 50


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
        # Groups bring their rows when they are opened.
        return self.table_of(() if self.grouped_by else object_list)

    def table_of(self, records: Any, *, more_url: str = "") -> RecordTable:
        rows = rows_of(self.viewset, records, self.values, self.request.user)
        kwargs = self.get_table_kwargs()
        return RecordTable(self.columns, records, rows=list(rows), more_url=more_url, **kwargs)

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
        if self.is_export:
            return {}
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {
            "groups": list(self.groups()),
            "grouped_by": self.grouped_by,
            "groupings": list(self.groupings()),
            "without_groups": self.without("group"),
        }

    @cached_property
    def grouped_by(self) -> str:
        """The column whose values make the groups, if the address names one."""
        name = self.request.GET.get("group", "")
        return name if name in groupable(self.viewset) else ""

    def groupings(self) -> Iterator[dict[str, Any]]:
        """What the list may be grouped by, as links."""
        for name, label in groupable(self.viewset).items():
            query = self.request.GET.copy()
            query.pop("p", None)
            query["group"] = name
            url = f"{self.index_url}?{query.urlencode()}"
            yield {"label": label, "url": url, "is_current": name == self.grouped_by}

    def groups(self) -> Iterator[dict[str, Any]]:
        """The groups, each with the address of its rows."""
        if self.grouped_by:
            for group in groups_of(self.viewset, self.object_list, self.grouped_by):
                yield {"group": group, "url": self.group_url(group.key)}

    def group_url(self, key: str, *, start: int = 0) -> str:
        query = self.request.GET.copy()
        query["in"] = key
        query["from"] = str(start)
        return f"{self.viewset.url('group')}?{query.urlencode()}"

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


class GroupView(IndexView):
    """Rows of one group, fetched when it is opened, and more of them when they are asked for."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        start, key = request.GET.get("from", "0"), request.GET.get("in", "")
        if not self.grouped_by or not start.isdecimal():
            raise Http404
        begin = int(start[:6])
        records = members(self.viewset, self.get_queryset(), self.grouped_by, key)
        found = list(records[begin : begin + AT_ONCE + 1])
        has_more = len(found) > AT_ONCE
        more_url = self.group_url(key, start=begin + AT_ONCE) if has_more else ""
        table = self.table_of(found[:AT_ONCE], more_url=more_url)
        template = "base/console/list/" + ("group_rows.html" if begin else "group.html")
        return render(request, template, {"table": table})


class RowsView(RecordsMixin, View):
    """Single rows, fetched again by a list whose records have changed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        values = chosen_columns(request.user, self.viewset, request.GET.get("view", ""))
        given = request.GET.getlist("id")[:MOST_ROWS]
        wanted = [pk for key in given if (pk := key_of(self.model, key)) is not None]
        records = self.viewset.listed_to(request.user).filter(pk__in=wanted)
        rows = rows_of(self.viewset, records, values, request.user)
        response = HttpResponse(table_rows(list(rows)))
        response.headers["Cache-Control"] = "no-store"
        return response
