"""Copying sealed streams in sets, to measure with: many times as much of what has happened.

    copy_rows([Parcel.objects.ended(), Slip.objects.filter(parcel__in=…)], times=99)

Rows, history and notes are copied by one statement for each table, with keys moved on by a stride;
events are sealed anew, because a stream's hashes name its record. Nothing is told, no effect is owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max, Model, QuerySet

from ..models.history import history_of
from ..models.note import Note
from ..models.record import Record
from .chain import chained, private_digest
from .model import Event

BATCH: Final = 5_000
# Pairs of columns that name a record by type and key.
REFERENCES: Final = (("record_type", "record_id"), ("about_type", "about_id"))


def copy_rows(originals: Sequence[QuerySet[Any]], *, times: int) -> int:
    """Copy the rows, each model once and parents first, so many times; how many events were made."""
    sets = [*originals, *_notes_of(originals)]
    tables = {rows.model: Table.of(rows) for rows in sets}
    events = Table.of(Event._plain.none())
    keys = {rows.model: set(rows.values_list("pk", flat=True)) for rows in sets}
    with transaction.atomic():
        made = _copy_events(keys, tables, events, times=times)
        for table in tables.values():
            _copy_table(table, tables, times=times)
        for model in filter(is_record, tables):
            history = Table.of(_history_rows(model, keys[model]))
            _copy_table(history, tables, times=times, of=model, events=events)
        for model in filter(is_record, tables):
            _set_heads(model, made.heads[model])
        _go_on_counting([*tables, Event, *(history_of(model) for model in made.heads)])
    return made.count


def is_record(model: type[Model]) -> bool:
    return issubclass(model, Record)


def _notes_of(originals: Sequence[QuerySet[Any]]) -> Iterator[QuerySet[Any]]:
    named = models.Q(pk__in=[])
    for rows in originals:
        if is_record(rows.model):
            keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
            named |= models.Q(record_type=rows.model._meta.label_lower, record_id__in=keys)
    yield Note._default_manager.filter(named)


def _history_rows(model: Any, keys: Iterable[Any]) -> QuerySet[Any]:
    return history_of(model)._base_manager.filter(**{f"{model._meta.pk.name}__in": list(keys)})


# --- keys ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """Rows to copy, and how far the keys of each copy are from those of the one before."""

    model: Any
    rows: QuerySet[Any]
    stride: int

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> Table:
        model: Any = rows.model
        if isinstance(model._meta.pk, models.UUIDField):
            return cls(model, rows, 0)
        last = model._base_manager.aggregate(last=Max("pk"))["last"]
        return cls(model, rows, last or 1)

    @property
    def is_uuid(self) -> bool:
        return not self.stride

    def moved(self, key: Any, number: int) -> Any:
        """The key of the copy of that number; a UUID changes in its first eight digits."""
        if self.is_uuid:
            return UUID(hex=f"{number:08x}{UUID(str(key)).hex[8:]}")
        return int(key) + number * self.stride

    def moved_sql(self, column: str) -> str:
        """The same in SQL, for a column that holds keys."""
        if not self.is_uuid:
            return f"{column} + n.number * {self.stride}"
        if connection.vendor == "postgresql":
            return f"(lpad(to_hex(n.number), 8, '0') || substr({column}::text, 9))::uuid"
        return f"printf('%%08x', n.number) || substr({column}, 9)"

    def moved_text_sql(self, column: str) -> str:
        """The same for a column that holds keys as text, a UUID with its dashes."""
        if not self.is_uuid:
            return f"CAST(CAST({column} AS bigint) + n.number * {self.stride} AS text)"
        if connection.vendor == "postgresql":
            return f"lpad(to_hex(n.number), 8, '0') || substr({column}, 9)"
        return f"printf('%%08x', n.number) || substr({column}, 9)"


# --- rows ----------------------------------------------------------------------------------------


def _copy_table(
    table: Table,
    tables: dict[Any, Table],
    *,
    times: int,
    of: Any = None,
    events: Table | None = None,
) -> None:
    """Insert the copies in one statement. `of`: the record's model, where these are its history."""
    quote = connection.ops.quote_name
    fields = table.model._meta.concrete_fields
    values = []
    for field in fields:
        column = f"t.{quote(field.column)}"
        if field.primary_key:
            values.append(table.moved_sql(column))
        elif of is not None and field.column == of._meta.pk.column:
            values.append(tables[of].moved_sql(column))
        elif of is not None and events is not None and field.name == "event_id":
            values.append(events.moved_sql(column))
        elif field.related_model in tables:
            values.append(tables[field.related_model].moved_sql(column))
        else:
            values.append(_reference(table, field, tables) or column)
    chosen, parameters = table.rows.order_by().values("pk").query.sql_with_params()
    name, key = quote(table.model._meta.db_table), quote(table.model._meta.pk.column)
    columns = ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n "
            f"WHERE number < {times}) "
            f"INSERT INTO {name} ({columns}) SELECT {', '.join(values)} FROM {name} t CROSS JOIN n "
            f"WHERE t.{key} IN ({chosen})",
            parameters,
        )


def _reference(table: Table, field: Any, tables: dict[Any, Table]) -> str:
    """The moved value of a column that names a record together with the column of its type."""
    kinds = [kind for kind, key in REFERENCES if key == field.name]
    if not kinds or not hasattr(table.model, kinds[0]):
        return ""
    quote = connection.ops.quote_name
    column, kind = f"t.{quote(field.column)}", f"t.{quote(kinds[0])}"
    cases = [
        f"WHEN '{model._meta.label_lower}' THEN {other.moved_text_sql(column)}"
        for model, other in tables.items()
        if is_record(model)
    ]
    return f"CASE {kind} {' '.join(cases)} ELSE {column} END"


def _set_heads(model: Any, heads: list[tuple[str, Any]]) -> None:
    """Write the last hash of each copied stream into its record."""
    quote = connection.ops.quote_name
    pk = model._meta.pk
    rows = [(chain, pk.get_db_prep_value(key, connection)) for chain, key in heads]
    statement = (
        f"UPDATE {quote(model._meta.db_table)} SET {quote('chain')} = %s "
        f"WHERE {quote(pk.column)} = %s"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _go_on_counting(copied: list[Any]) -> None:
    """Let the next key come after those given here, where a sequence makes them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), copied):
            cursor.execute(statement)


# --- events --------------------------------------------------------------------------------------


@dataclass
class Made:
    """How many events were sealed, and where each copied stream ends now."""

    count: int
    heads: dict[Any, list[tuple[str, Any]]]


def _copy_events(
    keys: dict[Any, set[Any]], tables: dict[Any, Table], events: Table, *, times: int
) -> Made:
    made = Made(0, {model: [] for model in filter(is_record, keys)})
    streams = {model: _streams(model, keys[model]) for model in made.heads}
    copied = {event.pk for each in streams.values() for event in each}
    batch: list[list[Any]] = []
    for model, each in streams.items():
        for key, stream in groupby(each, key=lambda event: event.record_id):
            originals = [Original.of(event, tables, copied) for event in stream]
            for number in range(1, times + 1):
                own, previous = tables[model].moved(key, number), ""
                for original in originals:
                    batch.append(original.sealed(str(own), number, previous, events))
                    previous = batch[-1][HASH]
                made.heads[model].append((previous, own))
                if len(batch) >= BATCH:
                    made.count += _insert(batch)
    made.count += _insert(batch)
    return made


def _streams(model: Any, keys: set[Any]) -> list[Event]:
    named = Event._plain.filter(
        record_type=model._meta.label_lower, record_id__in=[str(key) for key in keys]
    )
    return list(named.order_by("record_id", "sequence"))


@dataclass
class Original:
    """An event to copy: its database values, and which of them name what is copied with it."""

    # Filled anew for each copy, and never saved.
    event: Event
    row: list[Any]
    key: int
    cause: int | None
    named: dict[str, tuple[Any, Table]]

    @classmethod
    def of(cls, event: Event, tables: dict[Any, Table], copied: set[int]) -> Original:
        by_name = {model._meta.model_name: table for model, table in tables.items()}
        named = {k: (v, by_name[k]) for k, v in event.arguments.items() if v and k in by_name}
        row = [f.get_db_prep_save(getattr(event, f.attname), connection) for f in FIELDS]
        cause = event.caused_by if event.caused_by in copied else None
        return cls(event, row, event.pk, cause, named)

    def sealed(self, own: str, number: int, previous: str, events: Table) -> list[Any]:
        """The row of the copy, with its hash."""
        event, row = self.event, self.row.copy()
        event.record_id = row[RECORD_ID] = own
        row[ID] = events.moved(self.key, number)
        if self.cause is not None:
            event.caused_by = row[CAUSED_BY] = events.moved(self.cause, number)
        if self.named:
            moved = {k: _like(v, table.moved(v, number)) for k, (v, table) in self.named.items()}
            event.arguments = event.arguments | moved
            event.digest = row[DIGEST] = private_digest(event)
            row[ARGUMENTS] = FIELDS[ARGUMENTS].get_db_prep_save(event.arguments, connection)
        row[HASH] = chained(event, previous=previous)
        return row


def _like(before: Any, key: Any) -> Any:
    return str(key) if isinstance(before, str) else key


FIELDS: Final[tuple[Any, ...]] = tuple(Event._meta.concrete_fields)
ID, RECORD_ID, CAUSED_BY, ARGUMENTS, DIGEST, HASH = (
    [field.attname for field in FIELDS].index(name)
    for name in ("id", "record_id", "caused_by", "arguments", "digest", "hash")
)


def _insert(batch: list[list[Any]]) -> int:
    """Write the rows and empty the batch."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in FIELDS)
    marks = ", ".join(["%s"] * len(FIELDS))
    table = quote(Event._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch)
    count = len(batch)
    batch.clear()
    return count
