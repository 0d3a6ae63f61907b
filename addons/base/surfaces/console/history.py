"""Whole rows over time: what a record was at any moment, and what each change changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Field
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic.base import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ...events.model import Event
from ...events.reading import Reader, names_of, reader
from ...models.record import Record
from ...ui.values import kind_of
from .access import OneRecordMixin

# The head of the stream: it changes with every event and says nothing to people.
SILENT = {"id", "state", "version", "chain", "updated_at", "state_since"}
MOST = 200


@dataclass(frozen=True)
class Changed:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One row of history with its event."""

    row: Any
    event: Event
    words: str
    actor: str
    changes: list[Changed]


class HistoryView(OneRecordMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Every version, newest first; `?at=3` shows the whole record as it was then."""

    template_name = "base/console/record/history.html"

    def get_page_title(self) -> str:
        return _("History of %(record)s") % {"record": self.record}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.viewset.url("index"), "label": self.viewset.label},
            {"url": self.viewset.record_url(self.record.pk), "label": str(self.record)},
            {"url": "", "label": _("History")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        versions = list(versions_of(reader(self.record, self.request.user)))
        wanted = self.request.GET.get("at", "")
        shown = next((v for v in versions if str(v.event.sequence) == wanted), None)
        return context | {
            "record": self.record,
            "versions": versions,
            "shown": shown,
            "facts": list(whole_row(self.record, shown.row)) if shown else [],
        }


def versions_of(reading: Reader) -> Iterator[Version]:
    """The versions whose events the reader reads, with what each changed."""
    record = reading.record
    events = {event.pk: event for event in reading.events()[:MOST]}
    names = names_of(event.actor_id for event in events.values())
    rows = list(record.history.order_by("-version")[: MOST + 1])
    for row, before in pairwise([*rows, None]):
        event = events.get(row.event_id)
        if event is not None:
            yield Version(
                row=row,
                event=event,
                words=reading.words_for(event),
                actor=names.get(event.actor_id or 0, event.system_name),
                changes=list(differences(record, row, before)) if before else [],
            )


def differences(record: Record, row: Any, before: Any) -> Iterator[Changed]:
    for field in shown_fields(record):
        if getattr(row, field.attname) != getattr(before, field.attname):
            yield Changed(label_of(field), shown(field, before), shown(field, row))


def whole_row(record: Record, row: Any) -> Iterator[dict[str, Any]]:
    """Each field as it was then, and as it is now where that differs."""
    for field in shown_fields(record):
        was, now = shown(field, row), shown(field, record)
        yield {"label": label_of(field), "was": was, "now": now if now != was else ""}


def shown_fields(record: Record) -> list[Field[Any, Any]]:
    return [field for field in record._meta.concrete_fields if field.name not in SILENT]


def label_of(field: Field[Any, Any]) -> str:
    return str(capfirst(field.verbose_name))


def shown(field: Field[Any, Any], row: Any) -> str:
    """A value of the row; another record by its key, because the row keeps no more of it."""
    if field.is_relation:
        key = getattr(row, field.attname)
        return "" if key is None else f"{field.related_model._meta.verbose_name} {key}"  # type: ignore[union-attr]
    return kind_of(field)(field.name).html(row)
