from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from ..amounts import from_minor, to_minor

if TYPE_CHECKING:
    AmountBase = models.Field[Decimal, Decimal]
else:
    AmountBase = models.Field


class AmountField(AmountBase):
    """An exact amount of the deployment's currency, kept as whole minor units."""

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else from_minor(value)

    def to_python(self, value: Any) -> Any:
        return value if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return to_minor(value) if isinstance(value, Decimal) else value
