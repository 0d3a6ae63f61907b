"""The SQL of the doors: guarded rows, their events and their history rows, for one or for many.

PostgreSQL takes all of it in one statement; SQLite, which has no round trips to save, in three.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import NoneType
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model

from ..events.model import Event
from ..faults import fault
from ..models.history import copied_columns, history_of
from .errors import Conflict

Column = Any  # a concrete field; its stub knows no column name

if TYPE_CHECKING:
    from ..models.record import Record
    from .write import Head

# The row is written only while these still hold what was read: correctness rests on this and on
# no lock.
GUARD = ("version", "state")

CREATED, CHANGED = "+", "~"  # as simple-history marks its rows


@dataclass(frozen=True)
class Entry:
    """A changed record, where its stream stood before, and the sealed event that tells it."""

    record: Record
    head: Head
    event: Event


def write_rows(entries: Sequence[Entry], *, columns: Sequence[str], mark: str = CHANGED) -> None:
    """Write the named columns of each record, its event and its history row, or raise Conflict.

    All records are of one model. Afterwards the events have their ids.
    """
    model = type(entries[0].record)
    fields = _fields(model, tuple(columns))
    prepare = Prepare()
    rows = [_row(entry, fields, prepare) for entry in entries]
    if connection.vendor == "postgresql":
        _write_in_one(model, fields, entries, rows, mark=mark)
    else:
        _write_in_three(model, fields, entries, rows, mark=mark)


@dataclass(frozen=True)
class Row:
    """The database's values of one entry."""

    key: list[Any]  # the primary key and what the guard compares
    values: list[Any]
    event: list[Any]


def _row(entry: Entry, fields: tuple[Column, ...], prepare: Prepare) -> Row:
    record, head, event = entry.record, entry.head, entry.event
    return Row(
        key=[prepare(record.pk, record._meta.pk), *(getattr(head, name) for name in GUARD)],
        values=[prepare(f.pre_save(record, False), f) for f in fields],
        event=[prepare(event.__dict__[f.attname], f) for f in _event_fields()],
    )


class Prepare:
    """Makes of a column's value what the database takes."""

    def __init__(self) -> None:
        # The proxy would be asked which one it stands for at every value.
        self.database = connections[DEFAULT_DB_ALIAS]
        takes_times = self.database.vendor == "postgresql"
        self.as_they_are = PLAIN | {datetime} if takes_times else PLAIN

    def __call__(self, value: Any, field: Column) -> Any:
        if type(value) in self.as_they_are:
            return value
        return field.get_db_prep_save(value, self.database)


# What most columns hold, and every database takes without preparing.
PLAIN = {NoneType, bool, int, str}


@lru_cache
def _fields(model: type[Model], columns: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(f for f in model._meta.concrete_fields if f.attname in columns)


@lru_cache
def _event_fields() -> tuple[Column, ...]:
    return tuple(field for field in Event._meta.concrete_fields if not field.primary_key)


# --- PostgreSQL --------------------------------------------------------------------------------


def _write_in_one(
    model: type[Record],
    fields: tuple[Column, ...],
    entries: Sequence[Entry],
    rows: list[Row],
    *,
    mark: str,
) -> None:
    given = [[*row.key, *row.values, *row.event] for row in rows]
    columns = [list(column) for column in zip(*given, strict=True)]
    # What is the same for all goes over once. Keys never are, but a single one needs no array.
    apart = tuple(n for n, values in enumerate(columns) if values.count(values[0]) < len(values))
    statement = _one_statement(model, fields, apart)
    parameters = [values[0] for n, values in enumerate(columns) if n not in apart]
    parameters += [columns[n] for n in apart]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, mark])
        ids = dict(cursor.fetchall())
    if len(ids) != len(entries):
        raise Conflict(state=entries[0].head.state)
    for entry in entries:
        entry.event.pk = ids[entry.record.pk]


@lru_cache(maxsize=1000)
def _one_statement(model: type[Record], fields: tuple[Column, ...], apart: tuple[int, ...]) -> str:
    """The rows as given → the guarded update → the events → the history rows.

    The columns in `apart` differ from row to row and are given as arrays, behind the others.
    """
    table = model._meta.db_table
    pk = _quoted(model._meta.pk.column)
    guard: list[Column] = [model._meta.get_field(name) for name in GUARD]
    known: list[tuple[str, Column]] = [
        ("key", model._meta.pk),
        *((f"old_{f.column}", f) for f in guard),
    ]
    new = [(f"new_{f.column}", f) for f in fields]
    told = [(f"event_{f.column}", f) for f in _event_fields()]
    columns = [*known, *new, *told]
    values = [f"%s::{_type(field)} AS {_quoted(name)}" for name, field in columns]
    source = f"SELECT {', '.join(values)}"
    if apart:
        for n in apart:
            values[n] = _quoted(columns[n][0])
        names = ", ".join(values[n] for n in apart)
        arrays = ", ".join(f"%s::{_type(columns[n][1])}[]" for n in apart)
        source = f"SELECT {', '.join(values)} FROM unnest({arrays}) AS each ({names})"
    copied = [_quoted(column) for column in copied_columns(model)]
    return f"""
        WITH given AS ({source}),
        moved AS (
            UPDATE {_quoted(table)} r
            SET {", ".join(f"{_quoted(f.column)} = g.{_quoted(name)}" for name, f in new)}
            FROM given g
            WHERE r.{pk} = g.key
            {" ".join(f"AND r.{_quoted(f.column)} = g.{_quoted(name)}" for name, f in known[1:])}
            RETURNING r.*
        ),
        told AS (
            INSERT INTO {_quoted(Event._meta.db_table)}
                ({", ".join(_quoted(f.column) for _, f in told)})
            SELECT {", ".join(f"g.{_quoted(name)}" for name, _ in told)}
            FROM given g JOIN moved ON moved.{pk} = g.key
            RETURNING id, hash, at
        )
        INSERT INTO {_quoted(history_of(model)._meta.db_table)}
            ({", ".join(copied)}, event_id, history_date, history_type)
        SELECT {", ".join(f"moved.{column}" for column in copied)}, told.id, told.at, %s
        FROM moved JOIN told ON told.hash = moved.chain
        RETURNING {pk}, event_id
    """


def _type(field: Column) -> str:
    # Without its length: a cast to varchar(50) would cut silently where the column complains.
    return re.sub(r"\(.*\)", "", field.rel_db_type(connection) or "")


# --- SQLite ------------------------------------------------------------------------------------


def _write_in_three(
    model: type[Record],
    fields: tuple[Column, ...],
    entries: Sequence[Entry],
    rows: list[Row],
    *,
    mark: str,
) -> None:
    update, tell, remember = _three_statements(model, fields)
    with connection.cursor() as cursor:
        cursor.executemany(update, [[*row.values, *row.key] for row in rows])
        if cursor.rowcount != len(rows):
            raise Conflict(state=entries[0].head.state)
        fault("perform:after-update")
        cursor.executemany(tell, [row.event for row in rows])
        fault("perform:after-event")
        # One writer at a time, so the ids follow each other.
        cursor.execute("SELECT last_insert_rowid()")
        last: int = cursor.fetchone()[0]
        first = last - len(rows) + 1
        cursor.execute(remember, [mark, first, last])
    for number, entry in enumerate(entries):
        entry.event.pk = first + number


@lru_cache(maxsize=1000)
def _three_statements(model: type[Record], fields: tuple[Column, ...]) -> tuple[str, str, str]:
    table, events = _quoted(model._meta.db_table), _quoted(Event._meta.db_table)
    pk = model._meta.pk
    guard: list[Column] = [pk, *(model._meta.get_field(name) for name in GUARD)]
    told = [_quoted(field.column) for field in _event_fields()]
    copied = [_quoted(column) for column in copied_columns(model)]
    # A UUID is kept as 32 digits, so there the text is put in that form.
    form = (
        "replace(e.record_id, '-', '')"
        if pk.get_internal_type() == "UUIDField"
        else ("CAST(e.record_id AS INTEGER)")
    )
    return (
        f"UPDATE {table} SET {', '.join(f'{_quoted(f.column)} = %s' for f in fields)} "
        f"WHERE {' AND '.join(f'{_quoted(f.column)} = %s' for f in guard)}",
        f"INSERT INTO {events} ({', '.join(told)}) VALUES ({', '.join(['%s'] * len(told))})",
        f"INSERT INTO {_quoted(history_of(model)._meta.db_table)} "
        f"({', '.join(copied)}, event_id, history_date, history_type) "
        f"SELECT {', '.join(f'r.{column}' for column in copied)}, e.id, e.at, %s "
        f"FROM {events} e JOIN {table} r ON r.{_quoted(pk.column)} = {form} AND r.chain = e.hash "
        "WHERE e.id BETWEEN %s AND %s",
    )


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
