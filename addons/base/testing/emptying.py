"""After a test that commits, the database is as it was before the first one.

Django empties every table and has every addon plant its rows again, a second each time. Here the
rows from the start are kept and put back, with their keys, and those of migrations with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from django.db import connection, transaction

Restore = Callable[[], None]


def keep() -> Restore:
    """Keeps what is there now; call the answer to have it back."""
    return _keep_rows() if connection.vendor == "postgresql" else _keep_file()


def _keep_file() -> Restore:
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    # Of our own, because one that a test used may be in the middle of something.
    path = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(path)) as there:
        there.backup(kept)

    def restore() -> None:
        with closing(sqlite3.connect(path)) as there:
            kept.backup(there)

    return restore


def _keep_rows() -> Restore:
    back = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
        for table, columns in _written_columns(cursor):
            cursor.execute(f"CREATE TABLE kept.{table} AS SELECT {columns} FROM public.{table}")
            if cursor.rowcount:
                back.append(
                    f"INSERT INTO public.{table} ({columns}) SELECT {columns} FROM kept.{table}"
                )
        refusing = _refuse_deletion(cursor)

    def restore() -> None:
        # All at once: what refers to each other is looked at when it is committed.
        with transaction.atomic(), connection.cursor() as cursor:
            written = _written_to(cursor)
            # Of two hundred tables a test writes to a few; TRUNCATE makes new files for each.
            # It comes first, because it does not wait for what a DELETE leaves to be looked at.
            emptied = [f"TRUNCATE public.{table} CASCADE" for table in written & refusing]
            emptied += [f"DELETE FROM public.{table}" for table in written - refusing]
            cursor.execute(";".join([*emptied, *back]))

    return restore


def _written_columns(cursor: Any) -> list[tuple[str, str]]:
    """Each table of ours, with those of its columns that are not reckoned by the database."""
    cursor.execute(
        "SELECT quote_ident(table_name), string_agg(quote_ident(column_name), ', ')"
        " FROM information_schema.columns JOIN information_schema.tables"
        " USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'"
        " AND table_name <> 'django_migrations' GROUP BY 1"
    )
    found: list[tuple[str, str]] = cursor.fetchall()
    return found


def _written_to(cursor: Any) -> set[str]:
    """Tables with rows, or with the room of some that are gone."""
    cursor.execute(
        "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"
        " AND relname <> 'django_migrations'"
    )
    return {table for (table,) in cursor.fetchall()}


def _refuse_deletion(cursor: Any) -> set[str]:
    """Tables with a trigger before or after each deletion."""
    cursor.execute(
        "SELECT quote_ident(relname) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND tgtype & 8 > 0"
    )
    return {table for (table,) in cursor.fetchall()}
