"""Rows of the books in sets: one statement for one and for ten thousand.

Amounts are whole minor units here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model

from addons.base.workflow import Conflict

Column = Any  # a concrete field; its stub knows no column name
Rows = Sequence[Sequence[Any]]


def insert(model: type[Model], names: tuple[str, ...], rows: Rows) -> None:
    """Insert the rows, whose values are in the order of the names."""
    fields = _fields(model, names)
    columns = ", ".join(_quoted(field) for field in fields)
    into = f"INSERT INTO {model._meta.db_table} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{into} SELECT * FROM {_unnested(fields)}", _by_column(fields, rows))
        else:
            values = ", ".join("%s" for _ in fields)
            cursor.executemany(f"{into} VALUES ({values})", _prepared(fields, rows))


def change(model: type[Model], *, known: tuple[str, ...], new: tuple[str, ...], rows: Rows) -> None:
    """Write the `new` values where the `known` ones, the key first, are still so; else Conflict.

    Correctness rests on this comparison and on no lock. Each row holds known and new values.
    """
    compared, written = _fields(model, known), _fields(model, new)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = _one_update(model, compared, written)
            cursor.execute(statement, _by_column((*compared, *written), rows))
        else:
            sets = ", ".join(f"{_quoted(field)} = %s" for field in written)
            where = " AND ".join(f"{_quoted(field)} = %s" for field in compared)
            statement = f"UPDATE {model._meta.db_table} SET {sets} WHERE {where}"
            given = _prepared((*compared, *written), rows)
            old = len(compared)
            cursor.executemany(statement, [[*row[old:], *row[:old]] for row in given])
        if cursor.rowcount != len(rows):
            raise Conflict()


@lru_cache
def _one_update(
    model: type[Model], compared: tuple[Column, ...], written: tuple[Column, ...]
) -> str:
    old = [f"old_{field.column}" for field in compared]
    new = [f"new_{field.column}" for field in written]
    sets = (f"{_quoted(f)} = given.{name}" for f, name in zip(written, new, strict=True))
    where = (f"r.{_quoted(f)} = given.{name}" for f, name in zip(compared, old, strict=True))
    return (
        f"UPDATE {model._meta.db_table} r SET {', '.join(sets)} "
        f"FROM {_unnested((*compared, *written))} AS given ({', '.join([*old, *new])}) "
        f"WHERE {' AND '.join(where)}"
    )


def _prepared(fields: Iterable[Column], rows: Rows) -> list[list[Any]]:
    fields = tuple(fields)
    return [
        [f.get_db_prep_save(value, connection) for f, value in zip(fields, row, strict=True)]
        for row in rows
    ]


def _by_column(fields: tuple[Column, ...], rows: Rows) -> list[list[Any]]:
    return [list(column) for column in zip(*_prepared(fields, rows), strict=True)]


@lru_cache
def _unnested(fields: tuple[Column, ...]) -> str:
    # Without its length: a cast to varchar(50) would cut silently where the column complains.
    kinds = (re.sub(r"\(.*\)", "", field.rel_db_type(connection) or "") for field in fields)
    return f"unnest({', '.join(f'%s::{kind}[]' for kind in kinds)})"


@lru_cache
def _fields(model: type[Model], names: tuple[str, ...]) -> tuple[Column, ...]:
    fields: dict[str, Column] = {field.attname: field for field in model._meta.concrete_fields}
    return tuple(fields[name] for name in names)


def _quoted(field: Column) -> str:
    return connection.ops.quote_name(field.column)
