"""Texts with `{field}` in them: replaced by values from an allow-list, and nothing else happens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils import formats, timezone

from addons.base import money

FIELD: Final = re.compile(r"\{([^{}\s]*)\}")


def unknown_fields(text: str, allowed: Iterable[str]) -> list[str]:
    """The fields that the text names and nobody gives."""
    return sorted({*FIELD.findall(text)} - {*allowed})


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in place of their fields. Values are never looked into again."""
    return FIELD.sub(lambda found: values[found[1]], text)


def shown(value: Any) -> str:
    """The value as the active language and time zone write it."""
    match value:
        case datetime():
            local = timezone.localtime(value)
            return f"{formats.date_format(local, 'MONTH_DAY_FORMAT')}, {local:%H:%M}"
        case date():
            return formats.date_format(value, "DATE_FORMAT")
        case Decimal():
            return money.display(value)
        case None:
            return ""
        case _:
            return str(value)


def one_line(text: str) -> str:
    """What may stand in a mail's header: a line break would begin another header."""
    return " ".join(text.split())
