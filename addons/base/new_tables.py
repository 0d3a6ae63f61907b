"""A migration that only makes tables."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class NewTables(migrations.Migration):
    """Draws all models once for its tables together.

    Django draws a new model and all that are related to it at each step, and ours are related to one
    another through people: a hundred tables took a first start as long as all else in it.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False
    ) -> ProjectState:
        if collect_sql:  # `sqlmigrate` tells whose SQL is whose
            return super().apply(project_state, schema_editor, collect_sql)
        if others := [each for each in self.operations if not makes_a_table(each)]:
            raise TypeError(f"{self} makes more than tables: {others[0].describe()}")
        project_state.__dict__.pop("apps", None)  # drawn again when first asked for
        state = self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, state, state)
        return state


def makes_a_table(operation: Operation) -> bool:
    return isinstance(operation, migrations.CreateModel)
