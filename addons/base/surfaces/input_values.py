"""Plain JSON values and form fields: texts, numbers, amounts, yes and no, times."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .. import money

JsonSchema = dict[str, Any]

# What every database's integer column holds; a form that wants more says so by max_value.
LARGEST: Final = 2**31 - 1
# Beyond this a number is a mistake, and formatting it would fill the memory.
MOST_DIGITS: Final = 30
NUMERIC: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})",
    re.IGNORECASE,
)
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK_TIME: Final = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")


def wrong(field: forms.Field, message: Any) -> ValidationError:
    """The field's own word for a wrong value, if it has one."""
    return ValidationError(field.error_messages.get("invalid", message), code="invalid")


# --- texts -----------------------------------------------------------------------------------


def text_schema(field: Any) -> JsonSchema:
    schema: JsonSchema = {"type": "string"}
    if field.required:
        schema["minLength"] = 1
    if getattr(field, "max_length", None) is not None:
        schema["maxLength"] = field.max_length
    return schema


def email_schema(field: Any) -> JsonSchema:
    return text_schema(field) | {"format": "email"}


def uuid_schema(field: Any) -> JsonSchema:
    return {"type": "string", "format": "uuid"}


def read_text(field: Any, value: Any) -> str:
    if not isinstance(value, str):
        raise ValidationError(_("Give a text."), code="invalid")
    longest = getattr(field, "max_length", None)
    # The form would cut the white space first; the schema does not know of that.
    if longest is not None and len(value) > longest:
        raise ValidationError(_("Give at most %(n)s characters.") % {"n": longest})
    return value


# --- numbers ---------------------------------------------------------------------------------


def limit(value: Any) -> Any:
    """A bound of a form field as JSON; one that is computed is left out."""
    if value is None or callable(value):
        return None
    return value if isinstance(value, int) else float(value)


def bounds(field: Any) -> JsonSchema:
    given = {"minimum": limit(field.min_value), "maximum": limit(field.max_value)}
    return {name: value for name, value in given.items() if value is not None}


def integer_schema(field: Any) -> JsonSchema:
    return {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST} | bounds(field)


def read_integer(field: Any, value: Any) -> int:
    # True is an int in Python and no number in JSON.
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(field, _("Give a whole number."))
    too_large = value > LARGEST and field.max_value is None
    too_small = value < -LARGEST and field.min_value is None
    if too_large or too_small:
        raise wrong(field, _("Give a whole number."))
    return value


def number_schema(field: Any) -> JsonSchema:
    places = getattr(field, "decimal_places", None)
    fraction = r"(\.[0-9]+)?" if places is None else rf"(\.[0-9]{{1,{places}}})?" if places else ""
    return {
        "anyOf": [
            {"type": "number"} | bounds(field),
            {"type": "string", "pattern": rf"^-?[0-9]{{1,30}}{fraction}$"},
        ]
    }


def read_number(field: Any, value: Any) -> str:
    """A JSON number or its text, so that clients without exact decimals lose nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise wrong(field, _("Give a number."))
    if isinstance(value, str) and not NUMERIC.fullmatch(value):
        raise wrong(field, _("Give a number."))
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise wrong(field, _("Give a number.")) from None
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise wrong(field, _("Give a number."))
    return f"{number:f}"


def money_schema(field: Any) -> JsonSchema:
    properties = {"amount": number_schema(field), "currency": {"const": money.currency()}}
    shape = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"anyOf": [shape, *number_schema(field)["anyOf"]]}


def read_money(field: Any, value: Any) -> str:
    if not isinstance(value, dict):
        return read_number(field, value)
    if set(value) != {"amount", "currency"} or value["currency"] != money.currency():
        raise ValidationError(
            _("Give amount and currency; the currency is %(code)s.") % {"code": money.currency()},
            code="invalid",
        )
    return read_number(field, value["amount"])


def yes_no_schema(field: Any) -> JsonSchema:
    return {"type": "boolean"}


def read_yes_no(field: Any, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValidationError(_("Say yes or no: true or false."), code="invalid")
    return value


# --- time ------------------------------------------------------------------------------------


def instant_schema(field: Any) -> JsonSchema:
    return {"type": "string", "format": "date-time"}


def read_instant(field: Any, value: Any) -> datetime:
    """ISO 8601 with an offset: without one nobody knows whose clock is meant."""
    message = _("Give the time with its offset, such as 2030-01-31T10:00:00Z.")
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise ValidationError(message, code="invalid")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValidationError(message, code="invalid") from None


def day_schema(field: Any) -> JsonSchema:
    return {"type": "string", "format": "date"}


def read_day(field: Any, value: Any) -> date:
    try:
        if isinstance(value, str) and DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass  # such as 30 February; the sentence below fits
    raise wrong(field, _("Give a date such as 2030-01-31."))


def clock_time_schema(field: Any) -> JsonSchema:
    return {"type": "string", "pattern": r"^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"}


def read_clock_time(field: Any, value: Any) -> time:
    try:
        if isinstance(value, str) and CLOCK_TIME.fullmatch(value):
            return time.fromisoformat(value)
    except ValueError:
        pass  # such as 25:00; the sentence below fits
    raise wrong(field, _("Give a time such as 09:30."))
