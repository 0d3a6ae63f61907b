"""A list in groups: by its state, or by a column in which many records have the same value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Count, Q, QuerySet, Sum
from django.db.models.constants import LOOKUP_SEP
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ...models.state_field import StateField
from ...ui.values import Flag, Money, field_at, kind_of
from ...workflow.states import State, Text

if TYPE_CHECKING:
    from .viewset import OperableViewSet

# More groups than this are a list again: whoever needs more narrows it.
MOST = 50


@dataclass(frozen=True)
class Group:
    """The records of one value: how many, and what their amounts come to."""

    key: str
    label: Text
    state: State | None
    count: int
    sums: list[tuple[Text, str]]


def groupable(viewset: OperableViewSet) -> dict[str, Text]:
    """What the list may be grouped by: states, choices, yes or no, and other records."""
    found: dict[str, Text] = {"state": _("State")}
    columns = [value.name for value in viewset.all_columns if value.read is None]
    for name in (*columns, *viewset.filters):
        field: Any = field_at(viewset.model, name)
        if field is not None and repeats(field):
            found.setdefault(name, capfirst(field.verbose_name))
    return found


def repeats(field: Any) -> bool:
    """Whether many records have the same value, rather than each its own."""
    return bool(field.choices or field.many_to_one) or isinstance(field, BooleanField)


def groups_of(viewset: OperableViewSet, records: QuerySet[Any], name: str) -> list[Group]:
    """Asked of all at once: states as they follow each other, else the largest group first."""
    lookup = name.replace(".", LOOKUP_SEP)
    amounts = [v for v in viewset.all_columns if isinstance(v, Money) and v.read is None]
    sums = {f"sum_{number}": Sum(amount.name) for number, amount in enumerate(amounts)}
    counted = records.order_by().values(lookup).annotate(count_of_group=Count("pk"), **sums)
    rows = list(counted.order_by("-count_of_group", lookup)[:MOST])
    labels = labels_of(viewset, name, [row[lookup] for row in rows])
    groups = [
        Group(
            key="" if row[lookup] is None else str(row[lookup]),
            label=labels.get(row[lookup]) or _("None"),
            state=viewset.flow.states.get(row[lookup]) if name == "state" else None,
            count=row["count_of_group"],
            sums=[
                (v.label, v.show(row[s] or Decimal(0))) for s, v in zip(sums, amounts, strict=True)
            ],
        )
        for row in rows
    ]
    if name == "state":
        order = {key: number for number, key in enumerate(viewset.flow.states)}
        # A state whose addon is off stands last.
        groups.sort(key=lambda group: order.get(group.key, len(order)))
    return groups


def labels_of(viewset: OperableViewSet, name: str, keys: Iterable[Any]) -> dict[Any, Text]:
    """What the values of the groups are called."""
    field: Any = field_at(viewset.model, name)
    if isinstance(field, StateField):
        return {key: state.label for key, state in viewset.flow.states.items()}
    if field.choices:
        return dict(field.flatchoices)
    kind = kind_of(field)(name)
    if isinstance(kind, Flag):
        return {True: _("Yes"), False: _("No")}
    found = field.related_model._base_manager.in_bulk([key for key in keys if key is not None])
    return {key: kind.plain(record) for key, record in found.items()}


def members(viewset: OperableViewSet, records: QuerySet[Any], name: str, key: str) -> QuerySet[Any]:
    """The records of one group, in the list's order."""
    lookup = name.replace(".", LOOKUP_SEP)
    if not key:
        field: Any = field_at(viewset.model, name)
        blank = Q() if field.is_relation else Q((lookup, ""))
        return records.filter(Q((f"{lookup}__isnull", True)) | blank)
    try:
        return records.filter((lookup, key))
    except (ValueError, ValidationError):
        return records.none()  # somebody has written into the address
