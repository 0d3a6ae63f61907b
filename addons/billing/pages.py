"""The console's pages of figures and taxes, with their tables as spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from addons.base import clock
from addons.base.money import display
from addons.base.surfaces.console.export import as_csv, as_xlsx, neutral
from addons.base.surfaces.console.pages import PageView
from addons.base.ui.charts import columns

from . import figures

FIRST_YEAR, LAST_YEAR = 2000, 2999
MOST_PROVIDERS = 15
FORMATS = {"csv": as_csv, "xlsx": as_xlsx}


class YearView(PageView):
    """Base: one year, the present one unless another is asked for, and its tables to take along."""

    tables: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        given = self.request.GET.get("year", "")
        if given.isascii() and given.isdecimal() and FIRST_YEAR <= int(given[:5]) <= LAST_YEAR:
            return int(given)
        return timezone.localdate(clock.now(), figures.zone()).year

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        table, write = request.GET.get("table", ""), FORMATS.get(request.GET.get("format", ""))
        if write is not None and table in self.tables:
            rows = [[neutral(cell) for cell in row] for row in getattr(self, f"{table}_rows")()]
            return write(rows, f"{table}-{self.year}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"year": self.year, "formats": list(FORMATS)}


class FiguresView(YearView):
    """Revenue, commission and tax of a year, and how it stands now."""

    template_name = "billing/console/figures.html"
    tables = ("months", "categories", "providers", "accounts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        months = figures.by_month(self.year)
        named = [(str(MONTHS[number]), row) for number, row in months.items()]
        short = {number: capfirst(str(MONTHS_3[number])) for number in months}
        drawn = (
            (_("Revenue before tax"), "revenue"),
            (_("Commission earned"), "commission"),
            (_("Tax"), "tax"),
        )
        charts = [
            columns(
                title,
                [(short[number], getattr(row, name)) for number, row in months.items()],
                write=display,
            )
            for title, name in drawn
        ]
        categories = figures.by_category(self.year)
        providers = figures.by_provider(self.year, MOST_PROVIDERS)
        return super().get_context_data(**kwargs) | {
            "standing": figures.standing(),
            "months": named,
            "charts": charts,
            "groups": [
                grouped(_("By category"), "categories", categories),
                grouped(_("By provider"), "providers", providers),
            ],
        }

    def months_rows(self) -> Iterator[list[Any]]:
        yield [
            _("Month"),
            _("Invoices"),
            _("Revenue before tax"),
            _("Tax"),
            _("Commission earned"),
            _("Goodwill given"),
        ]
        for number, row in figures.by_month(self.year).items():
            month = date(self.year, number, 1)
            yield [month, row.invoices, row.revenue, row.tax, row.commission, row.goodwill]

    def categories_rows(self) -> Iterator[list[Any]]:
        yield from named_rows(_("Category"), figures.by_category(self.year))

    def providers_rows(self) -> Iterator[list[Any]]:
        yield from named_rows(_("Provider"), figures.by_provider(self.year))

    def accounts_rows(self) -> Iterator[list[Any]]:
        yield [_("Account"), _("How many"), _("Balance"), _("Held")]
        yield from (list(each) for each in figures.standing().accounts)


class TaxesView(YearView):
    """What was invoiced and credited under each rate, by month or quarter."""

    template_name = "billing/console/taxes.html"
    tables = ("taxes",)

    @property
    def is_quarterly(self) -> bool:
        return self.request.GET.get("by") == "quarter"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = figures.taxes(self.year, quarterly=self.is_quarterly)
        return super().get_context_data(**kwargs) | {
            "rows": [(self.name_of(row.period), row) for row in rows],
            "net": sum((row.net for row in rows), figures.ZERO),
            "tax": sum((row.tax for row in rows), figures.ZERO),
            "choices": {"month": _("Month"), "quarter": _("Quarter")},
            "chosen": "quarter" if self.is_quarterly else "month",
            "more": "&by=quarter" if self.is_quarterly else "",
        }

    def name_of(self, period: date) -> str:
        if self.is_quarterly:
            return _("Quarter %(number)s") % {"number": (period.month + 2) // 3}
        return str(MONTHS[period.month])

    def taxes_rows(self) -> Iterator[list[Any]]:
        yield [
            _("From"),
            _("Tax rate"),
            _("Invoiced before tax"),
            _("Tax on it"),
            _("Credited before tax"),
            _("Tax on that"),
            _("Taxable"),
            _("Tax due"),
        ]
        for row in figures.taxes(self.year, quarterly=self.is_quarterly):
            yield [
                row.period,
                row.rate,
                row.invoiced,
                row.invoiced_tax,
                row.credited,
                row.credited_tax,
                row.net,
                row.tax,
            ]


def grouped(title: str, table: str, rows: list[figures.Row]) -> dict[str, Any]:
    shown = [(short_name(row.name), row.revenue) for row in rows[:MOST_PROVIDERS]]
    return {
        "title": title,
        "table": table,
        "rows": rows,
        "chart": columns(title, shown, write=display),
    }


def short_name(name: str) -> str:
    """What fits below a column."""
    return name if len(name) < 12 else f"{name[:10]}…"


def named_rows(heading: str, rows: list[figures.Row]) -> Iterator[list[Any]]:
    yield [heading, _("Invoices"), _("Revenue before tax"), _("Tax"), _("Commission in it")]
    for row in rows:
        yield [row.name, row.invoices, row.revenue, row.tax, row.commission]
