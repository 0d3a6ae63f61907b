"""Whole rows over time: what a record was at any moment, and what each change changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic.base import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ...events.model import Event
from ...events.reading import Reader, names_of, reader
from ...models.record import Record
from ...ui.values import kind_of
from ...workflow.states import State
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
    state: State | None
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
            {
                "url": self.viewset.record_url(self.record.pk),
                "label": self.viewset.title(self.record),
            },
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
            "facts": list(Look(self.record, [shown.row]).whole(shown.row, self.record))
            if shown
            else [],
        }


def versions_of(reading: Reader) -> Iterator[Version]:
    """The versions whose events the reader reads, with what each changed."""
    record = reading.record
    events = {event.pk: event for event in reading.events()[:MOST]}
    names = names_of(event.actor_id for event in events.values())
    rows = list(record.history.order_by("-version")[: MOST + 1])
    look = Look(record, rows)
    for row, before in pairwise([*rows, None]):
        event = events.get(row.event_id)
        if event is not None:
            yield Version(
                row=row,
                event=event,
                state=reading.states.get(row.state),
                words=reading.words_for(event) or event.get_kind_display(),
                actor=names.get(event.actor_id or 0, event.system_name),
                changes=list(look.differences(row, before)) if before else [],
            )


class Look:
    """How the values of whole rows look; rows keep other records by key, here they get names."""

    def __init__(self, record: Record, rows: list[Any]) -> None:
        fields = record._meta.concrete_fields
        self.fields = [field for field in fields if field.name not in SILENT]
        self.names = {f.name: names_behind(f, [record, *rows]) for f in fields if f.is_relation}

    def differences(self, row: Any, before: Any) -> Iterator[Changed]:
        for field in self.fields:
            if getattr(row, field.attname) != getattr(before, field.attname):
                yield Changed(label_of(field), self.shown(field, before), self.shown(field, row))

    def whole(self, row: Any, record: Record) -> Iterator[dict[str, Any]]:
        """Each field as it was then, and as it is now where that differs."""
        for field in self.fields:
            was, now = self.shown(field, row), self.shown(field, record)
            yield {"label": label_of(field), "was": was, "now": now if now != was else ""}

    def shown(self, field: Field[Any, Any], row: Any) -> str:
        if field.is_relation:
            return self.names[field.name].get(getattr(row, field.attname), "")
        return kind_of(field)(field.name).html(row)


def names_behind(field: Any, rows: list[Any]) -> dict[Any, str]:
    """The names of the records that the rows point to, by key."""
    keys = {getattr(row, field.attname) for row in rows} - {None}
    return {
        key: str(found) for key, found in field.related_model._base_manager.in_bulk(keys).items()
    }


def label_of(field: Field[Any, Any]) -> str:
    return str(capfirst(field.verbose_name))
