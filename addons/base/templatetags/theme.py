"""What the theme's templates need beyond Django's own tags."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from .. import clock
from ..money import display

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
def money(amount: Decimal | str | int, look: str = "") -> SafeString:
    """An amount as the reader's language writes it; `big` for a headline figure."""
    return format_html('<span class="money {}">{}</span>', look, display(Decimal(amount)))


@register.filter
def tone(value: Any) -> str:
    """The word for `data-tone`, of a tone or of its name."""
    return str(getattr(value, "value", value) or "neutral")


@register.filter
def initials(name: str) -> str:
    """Two letters that stand for a person without a picture."""
    return "".join(word[0] for word in str(name).split()[:2]).upper()


@register.filter
def day(value: datetime) -> str:
    """Today, yesterday, tomorrow, or the date, where the reader is."""
    date, today = timezone.localdate(value), timezone.localdate(clock.now())
    if date == today:
        return gettext("Today")
    if date == today + timedelta(days=1):
        return gettext("Tomorrow")
    if date == today - timedelta(days=1):
        return gettext("Yesterday")
    return date_format(date, "MONTH_DAY_FORMAT" if date.year == today.year else "DATE_FORMAT")


@register.filter
def moment(value: datetime) -> str:
    """The time of a moment today, with the day before it on another."""
    time = date_format(timezone.localtime(value), "H:i")
    is_today = timezone.localdate(value) == timezone.localdate(clock.now())
    return time if is_today else f"{day(value)}, {time}"


@register.filter
def millis(moment: datetime) -> int:
    """Milliseconds since 1970, as a browser counts them."""
    return round(moment.timestamp() * 1000)


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute that a script reads; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":"))
