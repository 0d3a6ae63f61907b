"""JSON and forms: what a body may hold, checked before the form sees it, and its schema.

Shared by REST and WebSocket. The table of field classes is in `input_table`; addons add their own
classes with `points.INPUTS`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..points import FLOWS, INPUTS, Input
from ..registry import RegistryError
from ..workflow.arguments import Lines
from ..workflow.errors import FieldErrors, Invalid
from .input_table import TABLE
from .input_values import JsonSchema

FormClass = type[forms.Form]


def check_body(form: FormClass | None, body: Any) -> dict[str, Any]:
    """The data for the form, from a JSON body; `None` for a form means that nothing is asked.

    Raises Invalid for a body that is no object, an unknown field or a wrong JSON type. A missing
    key takes the field's initial value; a yes/no field without one must be there.
    """
    if not isinstance(body, dict):
        raise Invalid({"__all__": [_("Give a JSON object.")]})
    fields = form.base_fields if form else {}
    errors: FieldErrors = {
        name: [_("This field is not known here.")] for name in body if name not in fields
    }
    data: dict[str, Any] = {}
    for name, field in fields.items():
        try:
            if name in body:
                data[name] = read(field, body[name])
            elif (value := value_if_missing(field)) is not None:
                data[name] = value
        except ValidationError as error:
            errors[name] = [str(message) for message in error.messages]
    if errors:
        raise Invalid(errors)
    return data


def read(field: forms.Field, value: Any) -> Any:
    """The JSON value as the form field takes it; null is an empty answer."""
    if value is None and not is_yes_no(field):
        return None
    if isinstance(field, Lines):
        return read_lines(field, value)
    return input_of(field).read(field, value)


def read_lines(field: Lines, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise ValidationError(field.error_messages["invalid"], code="invalid")
    lines, faults = [], []
    for number, line in enumerate(value, 1):
        try:
            lines.append(check_body(field.form, line))
        except Invalid as error:
            faults += [
                _("Line %(number)s, %(field)s: %(error)s")
                % {"number": number, "field": name, "error": " ".join(texts)}
                for name, texts in error.errors.items()
            ]
    if faults:
        raise ValidationError(faults)
    return lines


def value_if_missing(field: forms.Field) -> Any:
    initial = field.initial() if callable(field.initial) else field.initial
    if initial is None and is_yes_no(field):
        raise ValidationError(_("Say yes or no: true or false."), code="required")
    return initial


def is_yes_no(field: forms.Field) -> bool:
    return isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField)


@cache
def entries() -> dict[type[Any], Input]:
    return {entry.field: entry for entry in (*TABLE, *INPUTS)}


def input_of(field: forms.Field) -> Input:
    """The table's entry for the field: that of its class, else of the nearest base class."""
    for cls in type(field).__mro__:
        if cls in entries():
            return entries()[cls]
    raise LookupError(type(field).__name__)


def schema_of(form: FormClass | None) -> JsonSchema:
    """The JSON schema of the form's input, in the active language."""
    fields = form.base_fields if form else {}
    return {
        "type": "object",
        "properties": {name: field_schema(field) for name, field in fields.items()},
        "required": [name for name, field in fields.items() if must_be_given(field)],
        "additionalProperties": False,
    }


def field_schema(field: forms.Field) -> JsonSchema:
    if isinstance(field, Lines):
        value = {"type": "array", "items": schema_of(field.form), "maxItems": field.max_lines}
    else:
        value = input_of(field).schema(field)
    if not field.required and not is_yes_no(field):
        value = {"anyOf": [value, {"type": "null"}]}
    described = {"title": str(field.label or ""), "description": str(field.help_text)}
    schema = value | {key: text for key, text in described.items() if text}
    if isinstance(field.initial, str | int | bool):
        schema["default"] = field.initial
    return schema


def must_be_given(field: forms.Field) -> bool:
    return field.initial is None and (field.required or is_yes_no(field))


def check_forms() -> None:
    """At start-up: every field of every transition's form has a JSON type."""
    for flow in FLOWS.values():
        for spec in flow.transitions.values():
            if spec.arguments is not None:
                check_form(spec.arguments)


def check_form(form: FormClass) -> None:
    for name, field in form.base_fields.items():
        if isinstance(field, Lines):
            check_form(field.form)
            continue
        try:
            input_of(field)
        except LookupError as error:
            raise RegistryError(
                f"{form.__module__}.{form.__qualname__}.{name} is a {error}, which has no JSON "
                "type; register it in points.INPUTS, or use a field class that has one."
            ) from None
