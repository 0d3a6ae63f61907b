"""Records that belong to the one on the page: how many, the first of them, and the list behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.text import capfirst

from ...models.record import Record
from ...workflow.states import Text
from .listing import capped_count
from .table import Row, rows_of

if TYPE_CHECKING:
    from .viewset import OperableViewSet

FIRST = 5


@dataclass(frozen=True)
class RelatedPanel:
    label: Text
    icon: str
    name: str
    count: int
    rows: list[Row]
    headings: list[Text]
    url: str


def related_of(viewset: OperableViewSet, record: Record, user: Any) -> Iterator[RelatedPanel]:
    """A panel for each declared relation whose records the user may open."""
    from .sites import viewset_of  # the viewsets are built on this file

    for declared in viewset.related:
        relation: Any = type(record)._meta.get_field(declared.name)
        owner = viewset_of(relation.related_model)
        if owner is None or not owner.may_open(user):
            continue
        back = relation.remote_field.name
        records = owner.listed_to(user).filter(**{back: record}).order_by(owner.ordering)
        first = list(records[: FIRST + 1])
        columns = [v for v in owner.all_columns if v.name.partition(".")[0] != back][:2]
        yield RelatedPanel(
            label=declared.label or str(capfirst(owner.model._meta.verbose_name_plural)),
            icon=declared.icon,
            name=declared.name,
            count=count_of(records, first),
            rows=list(rows_of(owner, first[:FIRST], columns, user)),
            headings=[column.label for column in columns],
            url=f"{owner.url('index')}?of={back}:{record.pk}",
        )


def count_of(records: QuerySet[Any], first: list[Any]) -> int:
    """Asked only where the rows at hand do not tell."""
    return len(first) if len(first) <= FIRST else capped_count(records)
