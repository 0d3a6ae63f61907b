"""A database that is laid out at once is the one that all migrations make."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.utils import load_backend

from tests.worker_process import ROOT, environment

SQLITE = pytest.mark.sqlite
pytestmark = [pytest.mark.slow, pytest.mark.migrations, SQLITE, pytest.mark.django_db]

TRIGGERS = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
# When and under which key a row was written differs from one start to the next.
OF_THE_HOUR = ("id", "_at", "_date", "timestamp", "applied", "uuid", "expiry", "_until")
# Drawn anew each time, alone or in the middle of a text.
DRAWN = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
MOMENT = re.compile(r"datetime\.datetime\([^)]*\)|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.\d]*")
NUMBER = re.compile(r"(?<=^fk_)\d+$|(?<=^__unnamed_constraint_)\d+(?=__$)")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """One that was laid out, and one that was migrated."""
    folder, fill = tmp_path_factory.mktemp("first"), ["migrate", "--verbosity", "0"]
    with (
        django_db_blocker.unblock(),
        made("laid", folder, ["lay_out"], fill) as laid_out,
        made("migrated", folder, fill) as migrated,
    ):
        yield laid_out, migrated


def test_laid_out_tables_are_the_migrated_ones(pair):
    laid_out, migrated = pair
    laid, long_way = tables_of(laid_out), tables_of(migrated)
    assert laid.keys() == long_way.keys()
    for name, table in long_way.items():
        assert laid[name] == table, name
    assert triggers_of(laid_out) == triggers_of(migrated)


def test_laid_out_rows_are_the_migrated_ones(pair):
    laid_out, migrated = pair
    for name in tables_of(migrated):
        assert rows_of(laid_out, name) == rows_of(migrated, name), name


def test_a_database_with_tables_is_left_alone(tmp_path):
    with made("twice", tmp_path, ["lay_out"]) as database:
        again = manage(database, "lay_out")
    assert again.returncode == 1
    assert "Only an empty SQLite database is laid out" in again.stderr


@contextmanager
def made(name: str, folder: Path, *commands: list[str]) -> Iterator[Any]:
    """A database beside the test's, with these commands run on it."""
    settings = {**connection.settings_dict, "NAME": str(folder / f"{name}.sqlite3")}
    database = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, alias=name)
    connections[name] = database
    try:
        for command in commands:
            done = manage(database, *command)
            assert done.returncode == 0, done.stderr
        with closing(database):
            yield database
    finally:
        del connections[name]


def manage(database: Any, *command: str) -> subprocess.CompletedProcess[str]:
    url = f"sqlite:///{database.settings_dict['NAME']}"
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command],
        env={**environment(DATABASE_URL=url), "PATH": os.environ["PATH"]},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def tables_of(database: Any) -> dict[str, Any]:
    """What each is made of; the order of its columns is the one thing that may differ."""
    with database.cursor() as cursor:
        return {
            table.name: (
                {column.name: column[1:] for column in described(database, cursor, table.name)},
                sorted(
                    # Without a name of its own it has a number: that of its column.
                    (NUMBER.sub("", name), sorted(constraint.pop("columns") or ()), str(constraint))
                    for name, constraint in constraints_of(database, cursor, table.name)
                ),
            )
            for table in database.introspection.get_table_list(cursor)
        }


def described(database: Any, cursor: Any, table: str) -> Any:
    return database.introspection.get_table_description(cursor, table)


def constraints_of(database: Any, cursor: Any, table: str) -> Any:
    return database.introspection.get_constraints(cursor, table).items()


def triggers_of(database: Any) -> list[tuple[str, ...]]:
    with database.cursor() as cursor:
        cursor.execute(TRIGGERS)
        return sorted((where, " ".join(sql.split())) for where, sql in cursor.fetchall())


def rows_of(database: Any, table: str) -> list[str]:
    with database.cursor() as cursor:
        names = [column.name for column in described(database, cursor, table)]
        kept = sorted(name for name in names if not name.endswith(OF_THE_HOUR))
        columns = ", ".join(f'"{name}"' for name in kept) or "1"
        cursor.execute(f'SELECT {columns} FROM "{table}"')
        return sorted(DRAWN.sub("…", MOMENT.sub("…", str(row))) for row in cursor.fetchall())
