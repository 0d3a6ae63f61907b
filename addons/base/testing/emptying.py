"""After a test that commits, the database is as it was before the first one.

Django empties every table and has every addon plant its rows again, a second each time. Here the
rows from the start are kept and put back, with their keys, and those of migrations with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any, Final

from django.core.management import call_command
from django.db import connection, transaction

Restore = Callable[[], None]
# Keys go on where they were: those of the rows that come back are taken.
KEEPING: Final[dict[str, Any]] = {
    "verbosity": 0,
    "interactive": False,
    "reset_sequences": False,
    "inhibit_post_migrate": True,
}


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

    def restore() -> None:
        call_command("flush", **KEEPING)
        # All at once: what refers to each other is looked at when it is committed.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(";".join(back))

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
