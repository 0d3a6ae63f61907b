"""Languages people speak, by their ISO codes."""

from __future__ import annotations

from typing import Any

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

MOST = 20


def are_language_codes(value: Any) -> None:
    """A list of different codes such as en or hi."""
    if not isinstance(value, list) or len(value) > MOST:
        raise ValidationError(_("Give a list of languages."))
    unknown = [code for code in value if not isinstance(code, str) or not name_of(code)]
    if unknown or len(set(value)) != len(value):
        raise ValidationError(_("Give each language once, by its code such as en or hi."))


def name_of(code: str) -> str:
    """The language in the reader's language; empty for an unknown code."""
    try:
        locale = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return ""
    return locale.get_display_name(get_language() or "en") or ""
