"""What addons add to the records of another addon's resource: read once for all of an answer."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import create_model

from ..points import RESOURCE_FIELDS, Resource, ResourceField
from ..registry import RegistryError


def fields_of(resource: Resource) -> list[ResourceField]:
    return [field for field in RESOURCE_FIELDS if field.path == resource.path]


def schema_of_resource(resource: Resource) -> type[Schema]:
    """The resource's own schema, with what is added; a name that is taken fails at start-up."""
    own: type[Schema] = resource.schema
    added: dict[str, Any] = {}
    for addon, field in RESOURCE_FIELDS.owned():
        if field.path != resource.path:
            continue
        if field.name in own.model_fields or field.name in added:
            raise RegistryError(
                f"Addon {addon} adds {field.name!r} to {resource.path}/, which has it already; "
                "choose another name."
            )
        added[field.name] = (field.kind | None, None)
    if not added:
        return own
    made: type[Schema] = create_model(own.__name__, __base__=own, **added)
    return made


def add_fields(shown: list[dict[str, Any]], fields: list[ResourceField], actor: Any) -> None:
    """Put each field into each description."""
    if not shown:
        return
    keys = [row["id"] for row in shown]
    for field in fields:
        values = field.read(keys, actor)
        for row in shown:
            row[field.name] = values.get(row["id"])
