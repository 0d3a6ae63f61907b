"""What the theme's templates need beyond Django's own tags."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

register = template.Library()


@register.simple_tag
def icon(name: str, look: str = "") -> SafeString:
    """One of theme/icons.txt; `turns` mirrors it where people read from the right."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        look,
        static("theme/icons.svg"),
        name,
    )


@register.simple_tag
def money(amount: Decimal | str | int, currency: str = "", look: str = "") -> SafeString:
    """An amount as the reader's language writes it; `big` for a headline figure."""
    text = format_currency(
        Decimal(amount),
        currency or settings.CURRENCY,
        locale=to_locale(get_language() or settings.LANGUAGE_CODE),
    )
    return format_html('<span class="money {}">{}</span>', look, text)


@register.filter
def tone(value: Any) -> str:
    """The word for `data-tone`, of a tone or of its name."""
    return str(getattr(value, "value", value) or "neutral")


@register.filter
def initials(name: str) -> str:
    """Two letters that stand for a person without a picture."""
    return "".join(word[0] for word in str(name).split()[:2]).upper()


@register.filter
def millis(moment: datetime) -> int:
    """Milliseconds since 1970, as a browser counts them."""
    return round(moment.timestamp() * 1000)


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute that a script reads; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":"))
