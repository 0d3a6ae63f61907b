from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils.text import capfirst

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


def title_of(record_type: str, record_id: str) -> str:
    """Such as "Job 17"; its topic where the addon that knows of it is off."""
    if not record_type:
        return ""
    try:
        name = apps.get_model(record_type)._meta.verbose_name
    except LookupError:
        return f"{record_type}:{record_id}"
    return f"{capfirst(str(name))} {record_id}"
