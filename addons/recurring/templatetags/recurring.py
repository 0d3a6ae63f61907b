"""What the templates of recurring bookings ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from addons.base.surfaces.portal import render_part

from ..models import Series
from ..shown import ShownSeries

register = template.Library()


@register.simple_tag(takes_context=True)
def series_part(context: dict[str, Any], series: Series, part: str) -> str:
    """One part of the page, the same that live events fetch again."""
    text = render_part(context["request"], series, part)
    return SafeString(text)  # our own template's output


@register.simple_tag(takes_context=True)
def shown_series(context: dict[str, Any], series: Series) -> ShownSeries:
    return ShownSeries(series, context["request"].user)
