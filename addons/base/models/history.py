"""Whole rows of records over time, kept by simple-history's tables and written by the doors."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


class HistoryRow(models.Model):
    """What each history row carries beside the record: its event, where who, why and how stand."""

    event_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class RecordHistory(HistoricalRecords):
    """simple-history's tables and reading side; its signals stay silent, the doors write the rows.

    One `INSERT … SELECT` from the updated rows, the same for one record and for ten thousand:
    `workflow/rows.py`.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(bases=[HistoryRow], history_id_field=models.BigAutoField(), **kwargs)

    def post_save(self, *args: Any, **kwargs: Any) -> None:
        """Silent: save() is closed for records."""

    def post_delete(self, *args: Any, **kwargs: Any) -> None:
        """Silent: records are never deleted."""

    def _get_history_user_fields(self) -> dict[str, Any]:
        # Who stands once, in the event; the library only wants to find the name.
        return {"history_user": property(lambda row: None, lambda row, user: None)}

    # A row is written at every change and read by record: one index has to do.
    _date_indexing = False

    def copy_fields(self, model: type[models.Model]) -> dict[str, Any]:
        fields: dict[str, Any] = super().copy_fields(model)
        for field in fields.values():
            field.db_index = False
        return fields

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        one_per_version = models.UniqueConstraint(
            fields=[model._meta.pk.name, "version"],
            name=f"{model._meta.app_label}_{model._meta.model_name}_history_once",
        )
        options: dict[str, Any] = super().get_meta_options(model)
        return options | {"constraints": [one_per_version]}


@cache
def history_of(model: type[models.Model]) -> type[models.Model]:
    """The model of a record's rows over time. Kept, as asking makes a manager class each time."""
    history: type[models.Model] = model.history.model  # type: ignore[attr-defined]
    return history


@cache
def copied_columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that a history row has from the record."""
    fields: Any = history_of(model)._meta.concrete_fields
    return tuple(field.column for field in fields if field.name not in OWN)


OWN = {"history_id", "history_date", "history_type", "history_change_reason", "event_id"}
