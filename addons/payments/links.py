"""From the topics that books and payments name to the pages that the reader may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from addons.base.models import Record


@dataclass(frozen=True)
class LinkTo:
    """A record that the reader sees: what it is called, and its page if it has one."""

    label: str
    url: str


def links_to(topics: Iterable[tuple[str, str]], reader: Any) -> dict[tuple[str, str], LinkTo]:
    """By type and id, those that the reader may see; one query for each type."""
    wanted: dict[str, set[str]] = {}
    for record_type, record_id in topics:
        if record_type:
            wanted.setdefault(record_type, set()).add(record_id)
    return {
        (record_type, str(record.pk)): LinkTo(str(record), page_of(record))
        for record_type, ids in wanted.items()
        for record in visible(record_type, ids, reader)
    }


def visible(record_type: str, ids: set[str], reader: Any) -> Iterable[Any]:
    try:
        model = apps.get_model(record_type)
    except LookupError:
        return ()  # its addon is off
    if not issubclass(model, Record):
        return ()
    return model.objects.visible_to(reader).filter(pk__in=ids)


def page_of(record: Any) -> str:
    return str(record.get_absolute_url()) if hasattr(record, "get_absolute_url") else ""
