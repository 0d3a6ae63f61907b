"""The one table: class of form field → its JSON type, and how a JSON value reaches the field.

A class stands for its subclasses too, unless they have an entry of their own.
"""

from __future__ import annotations

import json
from typing import Any, Final

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..points import Input
from ..workflow.arguments import RecordChoice
from .fields import AttachmentsField, MoneyField
from .input_values import (
    JsonSchema,
    clock_time_schema,
    day_schema,
    email_schema,
    instant_schema,
    integer_schema,
    money_schema,
    number_schema,
    read_clock_time,
    read_day,
    read_instant,
    read_integer,
    read_money,
    read_number,
    read_text,
    read_yes_no,
    text_schema,
    uuid_schema,
    wrong,
    yes_no_schema,
)

# --- choices ---------------------------------------------------------------------------------


def known_choices(field: Any) -> list[Any] | None:
    """The keys, if they stand in the declaration; None if they are found out when asked."""
    if not isinstance(field.choices, list):
        return None
    flat: list[Any] = []
    for key, label in field.choices:
        flat += [k for k, _label in label] if isinstance(label, list | tuple) else [key]
    return flat


def choice_schema(field: Any) -> JsonSchema:
    keys = known_choices(field)
    if keys is None:
        return {"type": ["string", "integer"]}
    return {"enum": keys}


def read_choice(field: Any, value: Any) -> Any:
    keys = known_choices(field)
    if keys is None:
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise wrong(field, _("Choose one of those listed."))
        return value
    # Types count: 1 is not "1", and True is not 1.
    if not any(type(value) is type(key) and value == key for key in map(plain_key, keys)):
        listed = ", ".join(str(key) for key in keys if key != "")
        raise ValidationError(_("Choose one of: %(keys)s.") % {"keys": listed}, code="invalid")
    return value


def plain_key(key: Any) -> Any:
    """The key without its Enum clothes."""
    return getattr(key, "value", key)


def key_field(field: Any) -> models.Field[Any, Any]:
    """The column by which a record is named: the primary key, or `to_field_name`."""
    model: Any = (
        apps.get_model(field.model_label)
        if isinstance(field, RecordChoice)
        else field.queryset.model
    )
    column = model._meta.get_field(field.to_field_name or model._meta.pk.name)
    while column.remote_field:
        column = column.target_field
    return column  # type: ignore[no-any-return]


def record_schema(field: Any) -> JsonSchema:
    column = key_field(field)
    if isinstance(column, models.IntegerField):
        return {"type": "integer"}
    if isinstance(column, models.UUIDField):
        return {"type": "string", "format": "uuid"}
    return {"type": "string"}


def read_record(field: Any, value: Any) -> Any:
    if not isinstance(key_field(field), models.IntegerField):
        return read_text(field, value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValidationError(_("Give the id as a number."), code="invalid")
    # What no column holds names nothing.
    if not 0 <= value < 2**63:
        raise ValidationError(_("Choose one of those listed."), code="invalid_choice")
    return value


# --- many ------------------------------------------------------------------------------------


def several_schema(field: Any) -> JsonSchema:
    is_record = isinstance(field, forms.ModelMultipleChoiceField)
    return {"type": "array", "items": (record_schema if is_record else choice_schema)(field)}


def read_several(field: Any, value: Any) -> list[Any]:
    read = read_record if isinstance(field, forms.ModelMultipleChoiceField) else read_choice
    if not isinstance(value, list):
        raise ValidationError(_("Give a list."), code="invalid")
    return [read(field, item) for item in value]


def files_schema(field: Any) -> JsonSchema:
    return {"type": "array", "items": {"type": "integer"}, "maxItems": field.max_files}


def read_files(field: Any, value: Any) -> list[int]:
    if not isinstance(value, list) or any(type(item) is not int for item in value):
        raise wrong(field, _("Give a list of ids."))
    return value


def any_schema(field: Any) -> JsonSchema:
    return {}


def read_any(field: Any, value: Any) -> str:
    return json.dumps(value, default=float)


TABLE: Final = (
    Input(forms.CharField, text_schema, read_text),
    Input(forms.EmailField, email_schema, read_text),
    Input(forms.UUIDField, uuid_schema, read_text),
    Input(forms.JSONField, any_schema, read_any),
    Input(forms.IntegerField, integer_schema, read_integer),
    # Both are integer fields to Python.
    Input(forms.DecimalField, number_schema, read_number),
    Input(forms.FloatField, number_schema, read_number),
    Input(MoneyField, money_schema, read_money),
    Input(forms.BooleanField, yes_no_schema, read_yes_no),
    Input(forms.DateTimeField, instant_schema, read_instant),
    Input(forms.DateField, day_schema, read_day),
    Input(forms.TimeField, clock_time_schema, read_clock_time),
    Input(forms.ChoiceField, choice_schema, read_choice),
    Input(forms.MultipleChoiceField, several_schema, read_several),
    Input(forms.ModelChoiceField, record_schema, read_record),
    Input(forms.ModelMultipleChoiceField, several_schema, read_several),
    Input(AttachmentsField, files_schema, read_files),
)
