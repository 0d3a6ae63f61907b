"""Queries asked at every request: written by the ORM once, then asked again with other values.

    TOKEN = Compiled(lambda: Token.objects.filter(digest=Given("digest")).values_list("user", "name"))

    TOKEN.ask(digest="…")  # rows as the queryset would give them

Writing a query takes the ORM three times as long as the database takes to answer a simple one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Field, IntegerField, Model, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)


class Given(Value):
    """Stands in a query for a value that is known only when it is asked. Its field, where the
    value is none that the database's own driver takes, says how it is written."""

    def __init__(self, name: str, output_field: Field[Any, Any] | None = None) -> None:
        super().__init__(name, output_field=output_field)
        self.written_as = output_field

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def written(self, value: Any) -> Any:
        if self.written_as is None:
            return value
        return self.written_as.get_db_prep_value(value, connection)

    def may_be(self, value: Any) -> bool:
        """Whether a column can hold it: databases refuse to compare with a number that is too large."""
        least, most = self.limits
        return least is None or not isinstance(value, int) or least <= value <= most

    @cached_property
    def limits(self) -> tuple[Any, Any]:
        if not isinstance(self.written_as, IntegerField):
            return None, None
        return connection.ops.integer_field_range(self.written_as.get_internal_type())


class Compiled:
    """A query of `values_list` whose SQL is made when it is first asked, and kept."""

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self.make = make

    @cached_property
    def _written(self) -> tuple[SQLCompiler, str, tuple[Any, ...], dict[Any, Any]]:
        compiler = self.make().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select]
        return compiler, sql, tuple(parameters), compiler.get_converters(columns)

    def ask(self, **values: Any) -> list[tuple[Any, ...]]:
        compiler, sql, parameters, converters = self._written
        if not all(p.may_be(values[p.value]) for p in parameters if isinstance(p, Given)):
            return []
        given = [p.written(values[p.value]) if isinstance(p, Given) else p for p in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if not converters:
            return rows
        return [tuple(row) for row in compiler.apply_converters(rows, converters)]


class CompiledModel(Generic[M]):
    """The same for a model's own rows: `make` narrows the queryset of all of them."""

    def __init__(self, model: type[M], make: Callable[[QuerySet[M, M]], QuerySet[M, M]]) -> None:
        self.model = model
        self.query = Compiled(lambda: make(model._base_manager.all()).values_list(*self.names))

    @cached_property
    def names(self) -> list[str]:
        return [field.attname for field in self.model._meta.concrete_fields]

    def ask(self, **values: Any) -> list[M]:
        rows = self.query.ask(**values)
        return [self.model.from_db(connection.alias, self.names, row) for row in rows]
