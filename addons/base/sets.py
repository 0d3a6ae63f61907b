"""Plain rows written in sets: the same for one and for ten thousand, and guarded all the same.

PostgreSQL takes all steps in one statement; SQLite, which has no round trips to save, one by one.
Values are as the database has them. For rows that are no records; those go through the doors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import NoneType
from typing import Any, Final

from django.db import connection
from django.db.models import Model

from .faults import fault
from .workflow.errors import Conflict

Column = Any  # a concrete field; its stub knows no column name
Fields = tuple[Column, ...]
Rows = Sequence[Sequence[Any]]

# Up to so many rows their values stand in the statement; more go as one array for each column.
FEW: Final = 6
# What every database takes without preparing.
AS_THEY_ARE: Final = {NoneType, bool, int, str}
# And what PostgreSQL takes so in arrays.
AS_MANY: Final = AS_THEY_ARE | {datetime}


@dataclass(frozen=True)
class Step:
    """Rows to insert or, where some values are `known`, to change."""

    model: type[Model]
    names: tuple[str, ...]
    rows: Rows
    known: int = 0


def insert(model: type[Model], names: tuple[str, ...], rows: Rows) -> Step:
    """Insert the rows, whose values are in the order of the names."""
    return Step(model, names, rows)


def change(model: type[Model], *, known: tuple[str, ...], new: tuple[str, ...], rows: Rows) -> Step:
    """Write the `new` values where the `known` ones, the key first, are still so; else Conflict.

    Correctness rests on this comparison and on no lock. Each row holds known and new values.
    """
    return Step(model, (*known, *new), rows, known=len(known))


def run(*steps: Step) -> None:
    """Write all of it, or raise Conflict if a row to change is not as it is known."""
    steps = tuple(step for step in steps if step.rows)
    if not steps:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kinds = tuple(
                (step.model, step.names, step.known, min(len(step.rows), FEW + 1)) for step in steps
            )
            cursor.execute(_one_statement(kinds), [v for step in steps for v in _given(step)])
            written = cursor.fetchone()
        else:
            written = [_executed(cursor, step) for step in steps]
    if [len(step.rows) for step in steps] != list(written):
        raise Conflict()


# --- PostgreSQL ----------------------------------------------------------------------------------


@lru_cache(maxsize=1000)
def _one_statement(kinds: tuple[tuple[type[Model], tuple[str, ...], int, int], ...]) -> str:
    parts = [_part(model, _fields(model, names), known, n) for model, names, known, n in kinds]
    named = ", ".join(f"step{place} AS ({part})" for place, part in enumerate(parts))
    counts = ", ".join(f"(SELECT count(*) FROM step{place})" for place in range(len(parts)))
    return f"WITH {named} SELECT {counts}"


def _part(model: type[Model], fields: Fields, known: int, count: int) -> str:
    table, source = model._meta.db_table, _source(fields, count)
    if not known:
        columns = ", ".join(_quoted(field) for field in fields)
        return f"INSERT INTO {table} ({columns}) {source} RETURNING 1"
    names = [f"c{place}" for place in range(len(fields))]
    pairs = [(_quoted(field), name) for field, name in zip(fields, names, strict=True)]
    sets = ", ".join(f"{column} = given.{name}" for column, name in pairs[known:])
    where = " AND ".join(f"r.{column} = given.{name}" for column, name in pairs[:known])
    return (
        f"UPDATE {table} r SET {sets} FROM ({source}) AS given ({', '.join(names)}) "
        f"WHERE {where} RETURNING 1"
    )


def _source(fields: Fields, count: int) -> str:
    # Without its length: a cast to varchar(50) would cut silently where the column complains.
    kinds = [re.sub(r"\(.*\)", "", field.rel_db_type(connection) or "") for field in fields]
    if count > FEW:
        return f"SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in kinds)})"
    row = f"({', '.join(f'%s::{kind}' for kind in kinds)})"
    return f"VALUES {', '.join([row] * count)}"


def _given(step: Step) -> list[Any]:
    if len(step.rows) <= FEW:
        return [value for row in _prepared(step) for value in row]
    fields = _fields(step.model, step.names)
    columns = zip(*step.rows, strict=True)
    return [_column(field, values) for field, values in zip(fields, columns, strict=True)]


def _column(field: Column, values: Sequence[Any]) -> Any:
    if not set(map(type, values)) <= AS_MANY:
        values = [field.get_db_prep_save(value, connection) for value in values]
    return array(values)


def array(values: Sequence[Any]) -> Any:
    """The values as one parameter of an array type; numbers and moments as its text, which is
    written many times faster than the driver adapts them one by one."""
    kinds = set(map(type, values))
    if kinds <= {int, NoneType}:
        return f"{{{','.join('NULL' if value is None else str(value) for value in values)}}}"
    if kinds <= {datetime, NoneType}:
        texts = ("NULL" if value is None else f'"{value.isoformat()}"' for value in values)
        return f"{{{','.join(texts)}}}"
    return list(values)


# --- SQLite --------------------------------------------------------------------------------------


def _executed(cursor: Any, step: Step) -> int:
    known, rows = step.known, _prepared(step)
    # The known values stand at the end of an UPDATE.
    cursor.executemany(_statement(step), [[*row[known:], *row[:known]] for row in rows])
    fault("sets:between-steps")
    return int(cursor.rowcount)


def _statement(step: Step) -> str:
    table = step.model._meta.db_table
    columns = [_quoted(field) for field in _fields(step.model, step.names)]
    if not step.known:
        values = ", ".join("%s" for _ in columns)
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"
    sets = ", ".join(f"{column} = %s" for column in columns[step.known :])
    where = " AND ".join(f"{column} = %s" for column in columns[: step.known])
    return f"UPDATE {table} SET {sets} WHERE {where}"


# --- both ----------------------------------------------------------------------------------------


def _prepared(step: Step) -> list[list[Any]]:
    fields = _fields(step.model, step.names)
    return [
        [
            value if type(value) in AS_THEY_ARE else f.get_db_prep_save(value, connection)
            for f, value in zip(fields, row, strict=True)
        ]
        for row in step.rows
    ]


@lru_cache(maxsize=100)
def _fields(model: type[Model], names: tuple[str, ...]) -> Fields:
    fields: dict[str, Column] = {field.attname: field for field in model._meta.concrete_fields}
    return tuple(fields[name] for name in names)


def _quoted(field: Column) -> str:
    return connection.ops.quote_name(field.column)
