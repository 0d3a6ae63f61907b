"""Columns that keep one spelling of what people write in many."""

from __future__ import annotations

import re
import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

is_phone_number = RegexValidator(
    r"^\+?[0-9]{5,15}$", _("Write the number with digits only, such as +919999900201.")
)


class EmailField(models.EmailField):
    """Kept in lower case, so that one address is one person and every look-up finds it."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value.strip().lower() or None if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


def plain_number(value: Any) -> Any:
    """Without the spaces, dots, dashes and brackets that people put in."""
    return re.sub(r"[\s().\-/]", "", value) if isinstance(value, str) else value


class PhoneInput(forms.CharField):
    default_validators = [is_phone_number]

    def to_python(self, value: Any) -> Any:
        return plain_number(super().to_python(value))


class PhoneField(models.CharField):
    """Kept as digits, with a + before the country's."""

    default_validators = [is_phone_number]

    def to_python(self, value: Any) -> Any:
        return plain_number(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return plain_number(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = plain_number(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PhoneInput} | kwargs)


def is_known_language(code: str) -> None:
    if code not in dict(settings.LANGUAGES):
        raise ValidationError(
            _("Choose one of: %(codes)s."), params={"codes": ", ".join(dict(settings.LANGUAGES))}
        )


def is_known_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Name a time zone such as Asia/Kolkata."))


def default_language() -> str:
    return settings.LANGUAGE_CODE


def default_time_zone() -> str:
    return settings.TIME_ZONE
