"""An empty database is laid out from the models of today, as if it had lived through all migrations.

Migrations draw the models anew at every step, two hundred steps of libraries among them: twenty
seconds for tables that are made in one. What those steps write is in `rows.json`, which
`manage.py lay_out --record` makes anew; `tests/test_first_start.py` holds a laid-out database to be
the migrated one, tables, indexes, triggers and rows. Only the embedded database: on PostgreSQL the
libraries' steps leave collations, widths and names that no model tells of.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, models
from django.db.migrations import CreateModel, Migration, RunSQL, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

ROWS = Path(__file__).with_name("rows.json")
INDENT = 1
BEFORE_ALL = {"contenttypes": 0, "auth": 1}


def is_possible() -> bool:
    """Whether the database is the embedded one, and empty."""
    return connection.vendor == "sqlite" and not connection.introspection.table_names()


def lay_out() -> None:
    """All tables of an empty database, what libraries' migrations write, and that they have run."""
    steps = plan()
    in_sql = [(step.app_label, operation) for step in steps for operation in only_in_sql(step)]
    made_there = {name for label, operation in in_sql for name in tables_of(label, operation)}
    recorder = MigrationRecorder(connection)
    # One transaction: a start that was cut short finds the database empty again.
    with connection.schema_editor() as editor:
        editor.create_model(recorder.Migration)
        for model in own_tables():
            if model._meta.label_lower not in made_there:
                editor.create_model(model)
        for label, operation in in_sql:
            for statement in operation.database_operations:
                statement.database_forwards(label, editor, ProjectState(), ProjectState())
        for row in serializers.deserialize("json", ROWS.read_text(encoding="utf-8")):
            row.save()
        forget_numbers()
        for step in steps:
            for app, name in (*step.replaces, (step.app_label, step.name)):
                recorder.record_applied(app, name)


def record() -> int:
    """Migrate an empty database and keep the rows that this wrote; how many."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    # What others point to in their signals comes first, or it would be made anew beside them.
    tables = sorted(own_tables(), key=lambda model: BEFORE_ALL.get(model._meta.app_label, 2))
    rows = [row for model in tables for row in model._base_manager.order_by("pk")]
    text = serializers.serialize("json", rows, indent=INDENT)
    ROWS.write_text(text + "\n", encoding="utf-8")
    return len(rows)


def plan() -> list[Migration]:
    """Every migration, in the order in which they would run."""
    executor = MigrationExecutor(connection)
    return [step for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def own_tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        options = model._meta
        if options.managed and not options.proxy and not options.swapped:
            yield model


def only_in_sql(step: Migration) -> Iterator[SeparateDatabaseAndState]:
    """What models cannot say, such as the full-text index of SQLite."""
    for operation in step.operations:
        if isinstance(operation, SeparateDatabaseAndState) and any(
            isinstance(each, RunSQL) for each in operation.database_operations
        ):
            yield operation


def tables_of(label: str, operation: SeparateDatabaseAndState) -> Iterator[str]:
    for each in operation.state_operations:
        if isinstance(each, CreateModel):
            yield f"{label}.{each.name_lower}"


def forget_numbers() -> None:
    """Rows came with their keys; the next ones go on after them."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(own_tables()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
