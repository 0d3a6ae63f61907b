"""The rows of a record list, and its columns for Wagtail's table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, Table

from ...models.record import Record
from ...ui.values import Value
from ...workflow.states import State

if TYPE_CHECKING:
    from .viewset import OperableViewSet


@dataclass(frozen=True)
class Cell:
    kind: str
    html: str
    label: str = ""


@dataclass(frozen=True)
class Row:
    """One record, ready to be drawn."""

    pk: Any
    url: str
    title: str
    state: State
    topic: str
    cells: list[Cell]


def cell_of(value: Value, record: Any, user: Any) -> Cell:
    """The value as this reader sees it: another record is a link for those who may open it."""
    from .sites import record_url  # the viewsets are built on this file

    html = value.html(record)
    if value.kind == "link" and (target := value.of(record)) and (url := record_url(target, user)):
        html = format_html('<a href="{}">{}</a>', url, html)
    return Cell(value.kind, html, str(value.label))


def rows_of(
    viewset: OperableViewSet, records: Iterable[Any], columns: Iterable[Value], user: Any
) -> Iterator[Row]:
    columns = tuple(columns)
    for record in records:
        yield Row(
            pk=record.pk,
            url=viewset.record_url(record.pk),
            title=viewset.title(record),
            state=record.get_state(),
            topic=record.topic,
            cells=[cell_of(value, record, user) for value in columns],
        )


class RecordTable(Table):  # type: ignore[misc]
    """Wagtail's table, its body drawn in one template: a component per cell takes ten times as long."""

    template_name = "base/console/list/table.html"

    def __init__(self, *args: Any, rows: Iterable[Row], more_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.records = rows
        self.more_url = more_url


def header_columns(viewset: OperableViewSet, columns: Iterable[Value]) -> list[Column]:
    """What Wagtail needs for the headings and their orders."""
    return [
        Column("title", label=viewset.title_label or title_of(viewset.model), sort_key="pk"),
        Column("state", label=_("State"), sort_key="state"),
        *(
            Column(v.name, label=v.label, sort_key=v.sort or None, classname=v.kind)
            for v in columns
        ),
    ]


def title_of(model: type[Record]) -> str:
    name = str(model._meta.verbose_name)
    return name[:1].upper() + name[1:]
