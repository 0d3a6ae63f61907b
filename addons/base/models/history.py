"""Whole rows of records over time, kept by simple-history's tables and written by the doors."""

from __future__ import annotations

from typing import Any

from django.db import connections, models, router
from simple_history.models import HistoricalRecords


class HistoryRow(models.Model):
    """What each history row carries beside the record: its event, where who, why and how stand."""

    event_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class RecordHistory(HistoricalRecords):
    """simple-history's tables and reading side; its signals stay silent, the doors write the rows.

    One `INSERT … SELECT` from the updated rows, the same for one record and for ten thousand.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(bases=[HistoryRow], history_id_field=models.BigAutoField(), **kwargs)

    def post_save(self, *args: Any, **kwargs: Any) -> None:
        """Silent: save() is closed for records."""

    def post_delete(self, *args: Any, **kwargs: Any) -> None:
        """Silent: records are never deleted."""

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {}  # who stands once, in the event

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


def write_history(model: type[models.Model], *, events: list[int], created: bool = False) -> None:
    """Copy the rows that these events changed, as they are now, each with its event.

    A record's `chain` is the hash of its last event, so the hash pairs row and event.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    history = model.history.model  # type: ignore[attr-defined]
    columns = [
        field.column for field in history._meta.concrete_fields if field.name not in OWN_FIELDS
    ]
    names = ", ".join(map(quote, columns))
    values = ", ".join(f"r.{quote(column)}" for column in columns)
    marks = ", ".join(["%s"] * len(events))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(history._meta.db_table)} "
            f"({names}, event_id, history_date, history_type) "
            f"SELECT {values}, e.id, e.at, %s "
            f"FROM {quote('base_event')} e JOIN {quote(model._meta.db_table)} r "
            f"ON r.chain = e.hash AND {_own_row(model, connection)} WHERE e.id IN ({marks})",
            ["+" if created else "~", *events],
        )


OWN_FIELDS = {"history_id", "history_date", "history_type", "history_change_reason", "event_id"}


def _own_row(model: type[models.Model], connection: Any) -> str:
    # The key narrows the join to one row by its index; chain alone has none. SQLite keeps a
    # UUID as 32 digits, so there the text is put in that form instead of the column.
    key = f"r.{connection.ops.quote_name(model._meta.pk.column)}"
    if connection.vendor == "postgresql":
        return f"{key} = e.record_id::{model._meta.pk.db_type(connection)}"
    if isinstance(model._meta.pk, models.UUIDField):
        return f"{key} = replace(e.record_id, '-', '')"
    return f"{key} = CAST(e.record_id AS INTEGER)"
