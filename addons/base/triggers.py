"""What the database refuses by itself, said beside a model's other constraints.

As a constraint it comes with the table however that is made: by migrations, for tests without
them, and when SQLite makes a table anew to alter it.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint

ON_SQLITE = """CREATE TRIGGER %(name)s %(moment)s ON %(table)s FOR EACH ROW
WHEN %(condition)s BEGIN SELECT RAISE(ABORT, '%(says)s'); END"""

ON_POSTGRESQL = """CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%(says)s' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER %(name)s %(moment)s ON %(table)s FOR EACH ROW
WHEN (%(condition)s) EXECUTE FUNCTION %(name)s()"""

# PostgreSQL's WHEN asks no other row: such a condition is asked by the function, which is called
# for each row then and costs many times as much.
ASKING_ON_POSTGRESQL = """CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF %(condition)s THEN
        RAISE EXCEPTION '%(says)s' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER %(name)s %(moment)s ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(name)s()"""

REMOVED_ON_POSTGRESQL = "DROP TRIGGER %(name)s ON %(table)s; DROP FUNCTION %(name)s()"


class Refuse(BaseConstraint):
    """Refuse a row's change at the `moment` (`BEFORE UPDATE`) where the `condition` holds.

    The condition is SQL that both databases understand, over OLD and NEW; neither it nor what the
    trigger says holds a quote or a percent sign.
    """

    def __init__(self, *, name: str, moment: str, says: str, condition: str = "1 = 1") -> None:
        super().__init__(name=name)
        self.moment, self.says, self.condition = moment, says, condition

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """No part of CREATE TABLE: it follows when the table is there."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "sqlite":
            return self._statement(ON_SQLITE, model, schema_editor)
        asks = "SELECT" in self.condition
        template = ASKING_ON_POSTGRESQL if asks else ON_POSTGRESQL
        return self._statement(template, model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        template = "DROP TRIGGER %(name)s" if is_sqlite else REMOVED_ON_POSTGRESQL
        return self._statement(template, model, schema_editor)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Only the database asks: a form has nothing to say to it."""

    def deconstruct(self) -> Any:
        path, arguments, given = super().deconstruct()
        own = {"moment": self.moment, "says": self.says, "condition": self.condition}
        return path, arguments, given | own

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refuse) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)

    def _statement(self, template: str, model: Any, schema_editor: Any) -> Statement:
        return Statement(
            template,
            name=self.name,
            moment=self.moment,
            says=self.says,
            condition=self.condition,
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )
