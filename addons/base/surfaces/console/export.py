"""CSV and XLSX of what the list shows, with cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ...ui.values import Value

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST = 10_000
# What makes a spreadsheet calculate; a tab or a line break before it does not help.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def neutral(value: Any) -> Any:
    """The value as it may stand in a cell: text that begins like a formula stays text."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def table_of(records: Iterable[Any], values: Iterable[Value]) -> Iterator[list[Any]]:
    """A heading and a row for each record."""
    values = tuple(values)
    yield [neutral(text) for text in (_("Name"), _("State"), *(str(v.label) for v in values))]
    for record in records:
        cells = [str(record), record.state_label, *(value.export(record) for value in values)]
        yield [neutral(cell) for cell in cells]


def as_csv(rows: Iterable[list[Any]], name: str) -> HttpResponse:
    text = StringIO()
    csv.writer(text).writerows(rows)
    # The mark at the start tells spreadsheets that this is UTF-8.
    return _attached("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(rows: Iterable[list[Any]], name: str) -> HttpResponse:
    from openpyxl import Workbook  # large, and hardly ever needed

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    content = BytesIO()
    book.save(content)
    return _attached(content.getvalue(), XLSX, f"{name}.xlsx")


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell  # as above

    cell = WriteOnlyCell(sheet, value)
    if cell.data_type == "f":
        cell.data_type = "s"
    return cell


def _attached(content: str | bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
