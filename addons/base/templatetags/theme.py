"""What the theme's templates need beyond Django's own tags."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from .. import clock
from ..money import display

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=1024)
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
    return day_beside(timezone.localdate(value), timezone.localdate(clock.now()))


def day_beside(day: date, today: date) -> str:
    """The day as somebody says it today."""
    if day == today:
        return gettext("Today")
    if day == today + timedelta(days=1):
        return gettext("Tomorrow")
    if day == today - timedelta(days=1):
        return gettext("Yesterday")
    return written(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def written(day: date, format: str = "DATE_FORMAT") -> str:
    """The date in the reader's language."""
    return _written(day, format, get_language())


@lru_cache(maxsize=4_000)
def _written(day: date, format: str, language: str | None) -> str:
    # A list shows the same few days again and again.
    return date_format(day, format)


@register.filter
def moment(value: datetime) -> str:
    """The time of a moment today, with the day before it on another."""
    return said(timezone.localtime(value), timezone.localdate(clock.now()))


def said(local: datetime, today: date) -> str:
    """The moment as somebody says it today, where the reader is."""
    hour = f"{local:%H:%M}"
    return hour if local.date() == today else f"{day_beside(local.date(), today)}, {hour}"


@register.filter
def when(value: datetime) -> SafeString:
    """The same as an element that also has the whole of it: for machines, and who points at it."""
    zone = timezone.get_current_timezone()
    return _element(value, zone, timezone.localdate(clock.now(), zone), get_language())


@lru_cache(maxsize=4_000)
def _element(value: datetime, zone: tzinfo, today: date, language: str | None) -> SafeString:
    # The same rows are shown again and again; `language` is the one that is active.
    local = timezone.localtime(value, zone)
    whole = f"{written(local.date())}, {local:%H:%M}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(), whole, said(local, today)
    )


@register.filter
def millis(moment: datetime) -> int:
    """Milliseconds since 1970, as a browser counts them."""
    return round(moment.timestamp() * 1000)


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute that a script reads; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":"))
