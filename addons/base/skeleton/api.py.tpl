from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema

from addons.base.points import RESOURCES, Resource
from addons.base.surfaces.shapes import Person

from .models import $Record


class ${Record}Out(Schema):
    id: int
    state: str
    state_label: str
    title: str
    result: str
    owner: Person
    done_at: datetime | None
    created_at: datetime
    version: int


def prepared(queryset: Any, actor: Any) -> Any:
    return queryset.select_related("owner")


def describe($record: $Record, actor: Any) -> dict[str, Any]:
    return {
        "id": $record.pk,
        "state": $record.state,
        "state_label": $record.state_label,
        "title": $record.title,
        "result": $record.result,
        "owner": {"id": $record.owner_id, "name": $record.owner.get_full_name()},
        "done_at": $record.done_at,
        "created_at": $record.created_at,
        "version": $record.version,
    }


RESOURCES.register(
    "$path",
    Resource(
        model=$Record,
        path="$path",
        schema=${Record}Out,
        describe=describe,
        prepared=prepared,
        filters={"state": "state", "owner": "owner_id"},
        search=("title",),
        ordering=("-id", "title"),
        tag="$title",
    ),
)
