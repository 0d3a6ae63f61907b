"""What a list may be asked: `?state=sent&sender=3`, each value checked by its column's type."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.forms import DateField, DateTimeField
from django.utils.translation import gettext_lazy as _

from ..models.state_field import StateField
from ..points import FLOWS, Resource
from .input_values import NUMERIC, JsonSchema, read_day, read_instant

WHOLE: Final = re.compile(r"-?[0-9]{1,18}")
LONGEST: Final = 200


@dataclass(frozen=True)
class Filter:
    """One query parameter of a list: the lookup it asks, its JSON type, its reader."""

    lookup: str
    schema: JsonSchema
    read: Callable[[str], Any]


def filters_of(resource: Resource) -> dict[str, Filter]:
    """The resource's filters; a lookup that its model does not have fails at start-up."""
    return {name: filter_of(resource, lookup) for name, lookup in resource.filters.items()}


def filter_of(resource: Resource, lookup: str) -> Filter:
    query = resource.model._plain.all().query
    parts = lookup.split(LOOKUP_SEP)
    _path, column, _targets, rest = query.names_to_path(parts, query.get_meta())
    while column.is_relation and getattr(column, "target_field", None):
        column = column.target_field
    if rest[-1:] == ["isnull"]:
        return Filter(lookup, {"type": "boolean"}, read_yes_no)
    if "date" in rest:
        return Filter(lookup, {"type": "string", "format": "date"}, read_date)
    schema, read = of_column(column)
    if rest[-1:] == ["in"]:
        return Filter(
            lookup,
            {"type": "string", "description": str(_("Several, parted by commas."))},
            lambda text: [read(part) for part in text.split(",")],
        )
    return Filter(lookup, schema, read)


def of_column(column: Any) -> tuple[JsonSchema, Callable[[str], Any]]:
    """JSON type and reader of a column's values."""
    if isinstance(column, StateField):
        return one_of([*FLOWS[column.model._meta.label_lower].states])
    if column.choices:
        return one_of([str(key) for key, _label in column.flatchoices])
    for kind, schema, read in KINDS:
        if isinstance(column, kind):
            return schema, read
    return {"type": "string", "maxLength": LONGEST}, read_text


def one_of(keys: list[str]) -> tuple[JsonSchema, Callable[[str], Any]]:
    def read(text: str) -> str:
        if text not in keys:
            raise ValidationError(_("Choose one of: %(keys)s.") % {"keys": ", ".join(keys)})
        return text

    return {"type": "string", "enum": keys}, read


def wrong(message: Any) -> ValidationError:
    return ValidationError(message, code="invalid")


def read_text(text: str) -> str:
    if len(text) > LONGEST or "\x00" in text:
        raise wrong(_("Give at most %(n)s characters.") % {"n": LONGEST})
    return text


def read_whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise wrong(_("Give a whole number."))
    return int(text)


def read_number(text: str) -> Decimal:
    if not NUMERIC.fullmatch(text):
        raise wrong(_("Give a number."))
    return Decimal(text)


def read_yes_no(text: str) -> bool:
    if text not in ("true", "false"):
        raise wrong(_("Say yes or no: true or false."))
    return text == "true"


def read_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise wrong(_("This is not an id.")) from None


def read_date(text: str) -> date:
    return read_day(DateField(), text)


def read_time(text: str) -> Any:
    return read_instant(DateTimeField(), text)


KINDS: Final[tuple[tuple[Any, JsonSchema, Callable[[str], Any]], ...]] = (
    (models.IntegerField, {"type": "integer"}, read_whole),
    (models.BooleanField, {"type": "boolean"}, read_yes_no),
    ((models.DecimalField, models.FloatField), {"type": "number"}, read_number),
    (models.DateTimeField, {"type": "string", "format": "date-time"}, read_time),
    (models.DateField, {"type": "string", "format": "date"}, read_date),
    (models.UUIDField, {"type": "string", "format": "uuid"}, read_uuid),
)
