"""Values of a record and how they look: one declaration is a column, a card's line and a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import clock, money
from ..templatetags.theme import when
from ..workflow.states import Text


@dataclass(frozen=True)
class Value:
    """A text. `name` is an attribute, or a path of them (`sender.name`); `read` reads it otherwise.

    `sort` is what the list orders by when this column is clicked: the field of that name unless
    said. `joins` names relations that `read` follows. `empty` stands where there is no value.
    """

    name: str
    label: Text = ""
    read: Callable[[Any], Any] | None = None
    sort: str = ""
    joins: tuple[str, ...] = ()
    empty: Text = ""

    # What the stylesheet goes by.
    kind = "text"

    def of(self, record: Any) -> Any:
        """The value itself, None where the path ends early."""
        if self.read is not None:
            return self.read(record)
        value = record
        for step in self.path:
            value = getattr(value, step, None)
            if value is None:
                return None
        return value() if callable(value) else value

    def html(self, record: Any) -> str:
        """For a page."""
        value = self.of(record)
        return str(self.empty) if value is None or value == "" else self.show(value)

    def export(self, record: Any) -> Any:
        """For a spreadsheet."""
        value = self.of(record)
        return str(self.empty) if value is None else self.plain(value)

    def show(self, value: Any) -> str:
        return conditional_escape(self.plain(value))

    def plain(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

    @cached_property
    def path(self) -> tuple[str, ...]:
        return tuple(self.name.replace(LOOKUP_SEP, ".").split("."))


class Words(Value):
    """A text of several words, such as a subject: a column that is not squeezed."""

    kind = "words"


class Person(Value):
    """A user, by name."""

    kind = "person"

    def plain(self, value: Any) -> str:
        return str(value.get_full_name() or value)

    def show(self, value: Any) -> str:
        return conditional_escape(self.plain(value))


class Moment(Value):
    """A point in time, where the reader is: `14:30`, `Yesterday, 14:30`."""

    kind = "moment"

    def show(self, value: datetime) -> str:
        return when(value)

    def plain(self, value: datetime) -> datetime:
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)


class Day(Value):
    """A date."""

    kind = "moment"

    def show(self, value: date) -> str:
        return date_format(value, "DATE_FORMAT")

    def plain(self, value: date) -> date:
        return value


class Since(Moment):
    """How long something goes on by now; the page counts on by itself."""

    kind = "since"

    def show(self, value: datetime) -> str:
        passed = clock.now() - value
        seconds = max(int(passed.total_seconds()), 0)
        whole = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        return format_html(
            '<time datetime="{}" data-running="{}">{}</time>', value.isoformat(), seconds, whole
        )


class Number(Value):
    """A number, in the reader's notation."""

    kind = "number"

    def show(self, value: Any) -> str:
        return str(number_format(value, use_l10n=True, force_grouping=True))

    def plain(self, value: Any) -> Any:
        return value


class Money(Number):
    """An amount of the deployment's currency."""

    def show(self, value: Decimal) -> str:
        return money.display(value)


class Flag(Value):
    """Yes or no; no is left empty, so that the yes stands out."""

    kind = "flag"

    def show(self, value: Any) -> str:
        return _("Yes") if value else ""

    def plain(self, value: Any) -> str:
        return _("Yes") if value else _("No")


class Choice(Value):
    """A field with choices, by its label."""

    def of(self, record: Any) -> Any:
        *owners, name = self.path
        for owner in owners:
            record = getattr(record, owner, None)
        if record is None:
            return None
        return label_of(record._meta.get_field(name), getattr(record, name), get_language())


# A list shows the same few again and again; `language` is the one that is active.
@lru_cache(maxsize=4_000)
def label_of(field: models.Field[Any, Any], value: Any, language: str | None) -> str:
    return str(dict(field.flatchoices).get(value, value))


class Link(Value):
    """Another record, with a link to its page for those who may open it."""

    kind = "link"


def kind_of(field: models.Field[Any, Any]) -> type[Value]:
    """How a field's values look unless said otherwise."""
    if field.choices:
        return Choice
    kinds: tuple[tuple[Any, type[Value]], ...] = (
        (models.DateTimeField, Moment),
        (models.DateField, Day),
        (models.BooleanField, Flag),
        ((models.IntegerField, models.DecimalField, models.FloatField), Number),
    )
    if field.is_relation:
        return Person if hasattr(field.related_model, "USERNAME_FIELD") else Link
    return next((kind for classes, kind in kinds if isinstance(field, classes)), Value)


def values_of(model: type[models.Model], declared: Iterable[Value | str]) -> tuple[Value, ...]:
    """The declared values with what the model says of them: label, order, look."""
    return tuple(_completed(model, value) for value in declared)


def _completed(model: type[models.Model], value: Value | str) -> Value:
    name = value if isinstance(value, str) else value.name
    field = field_at(model, name)
    if isinstance(value, str):
        value = kind_of(field)(name) if field is not None else Value(name)
    if not value.label:
        label = field.verbose_name if field is not None else name.replace("_", " ")
        value = replace(value, label=capfirst(label))
    if not value.sort and field is not None and value.read is None and not field.is_relation:
        value = replace(value, sort=LOOKUP_SEP.join(value.path))
    return value


def field_at(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
    """The column that the path leads to, if it is one."""
    found: Any = None
    for step in name.replace(LOOKUP_SEP, ".").split("."):
        try:
            found = model._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        model = found.related_model or model
    return found if getattr(found, "concrete", False) else None


def joins_of(model: type[models.Model], values: Iterable[Value]) -> set[str]:
    """The relations to follow so that showing the values asks nothing more."""
    joins: set[str] = set()
    for value in values:
        joins.update(value.joins)
        if value.read is not None:
            continue
        owner, steps = model, []
        for step in value.path:
            try:
                field: Any = owner._meta.get_field(step)
            except FieldDoesNotExist:
                break
            if not (field.is_relation and field.concrete and not field.many_to_many):
                break
            steps.append(step)
            owner = field.related_model
        if steps:
            joins.add(LOOKUP_SEP.join(steps))
    return joins


def columns_of(model: type[models.Model], values: Iterable[Value]) -> tuple[str, ...] | None:
    """All columns that showing the values reads; None where that is for the values to know.

    Of another record it is what its `__str__` reads, if its model says so in `named_by`.
    """
    columns: list[str] = []
    for value in values:
        field = field_at(model, value.name)
        if field is None or value.read is not None or value.joins:
            return None
        path = LOOKUP_SEP.join(value.path)
        if not field.is_relation:
            columns.append(path)
            continue
        owner: Any = field.related_model
        if not hasattr(owner, "named_by"):
            return None
        columns += [
            LOOKUP_SEP.join((path, name)) for name in (owner._meta.pk.name, *owner.named_by)
        ]
    return tuple(columns)
