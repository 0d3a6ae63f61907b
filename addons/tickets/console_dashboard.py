"""The desk's figures as a page of the console: the same that `support/dashboard/` gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from addons.base.events.reading import duration
from addons.base.points import in_console
from addons.base.surfaces.console import Menu
from addons.base.surfaces.console.pages import PageView, PageViewSet
from addons.base.ui.charts import columns
from addons.base.workflow.states import Text

from .figures import WEEKS, dashboard


def as_number(value: float | Decimal) -> str:
    return number_format(round(value), force_grouping=True)


def as_time(value: float | Decimal) -> str:
    return duration(round(value))


def as_stars(value: float | Decimal) -> str:
    return number_format(value, 1)


def as_percent(value: float | Decimal) -> str:
    return _("%(number)s %%") % {"number": as_number(value)}


@dataclass(frozen=True)
class Column:
    """A figure as the page names and writes it."""

    name: str
    label: Text
    write: Callable[[Any], str]
    chart: Text

    def cell(self, figure: dict[str, Any]) -> dict[str, str]:
        return {
            "label": str(self.label),
            "text": self.text(figure["value"]),
            "before": self.text(figure["before"]),
            "trend": trend(figure["value"], figure["before"]),
        }

    def text(self, value: float | None) -> str:
        return "–" if value is None else self.write(value)


COLUMNS = (
    Column("created", gettext_lazy("New tickets"), as_number, gettext_lazy("New tickets")),
    Column(
        "first_response_s",
        gettext_lazy("First answer after"),
        as_time,
        gettext_lazy("Mean time until the first answer"),
    ),
    Column(
        "resolution_s",
        gettext_lazy("Resolved after"),
        as_time,
        gettext_lazy("Mean time until resolved"),
    ),
    Column("satisfaction", gettext_lazy("Stars"), as_stars, gettext_lazy("Satisfaction, in stars")),
    Column(
        "on_time_percent",
        gettext_lazy("In time"),
        as_percent,
        gettext_lazy("Promises kept, in percent"),
    ),
)


def trend(value: float | None, before: float | None) -> str:
    """By how much it has gone up or down, where there is something to compare with."""
    if value is None or not before:
        return ""
    change = round((value - before) / before * 100)
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return _("%(sign)s%(number)s %%") % {"sign": sign, "number": abs(change)}


class DashboardView(PageView):
    template_name = "tickets/console/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = dashboard()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        named = (
            ("agents", _("By agent"), _("Agent")),
            ("teams", _("By team"), _("Team")),
            ("categories", _("By category"), _("Category")),
        )
        return context | {
            "told": told,
            "columns": COLUMNS,
            "overall": shown(told["overall"]),
            "charts": list(charts(told["weeks"])),
            "span": WEEKS,
            "weeks": [
                (written(week["since"]), [each.text(week[each.name]) for each in COLUMNS])
                for week in told["weeks"]
            ],
            "groups": [
                {"name": name, "title": title, "of": of, "rows": [shown(row) for row in told[name]]}
                for name, title, of in named
            ],
        }


def shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "active": as_number(row["active"]),
        "active_before": as_number(row["active_before"]),
        "active_trend": trend(row["active"], row["active_before"]),
        "cells": [each.cell(row[each.name]) for each in COLUMNS],
    }


def charts(weeks: list[dict[str, Any]]) -> Iterator[Any]:
    for each in COLUMNS:
        points = [(date_format(week["since"], "j.n."), exact(week[each.name])) for week in weeks]
        yield columns(str(each.chart), points, write=each.write)


def exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def written(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")


@in_console
class DashboardPage(PageViewSet):
    name = "support-dashboard"
    view_class = DashboardView
    menu = Menu(
        group="support",
        order=5,
        icon="table",
        permission="tickets.see_dashboard",
        label=gettext_lazy("Dashboard"),
    )
