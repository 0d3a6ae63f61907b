"""What records are called, read alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet


def only_names(records: QuerySet[Any]) -> QuerySet[Any]:
    """The same, with what their `__str__` reads and no more, if their model says so in `named_by`."""
    named_by = getattr(records.model, "named_by", None)
    return records if named_by is None else records.only("pk", *named_by)
