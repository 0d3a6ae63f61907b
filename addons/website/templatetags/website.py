"""What the public pages' templates need."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString

from addons.base.money import display

from ..rich_text import drawn

register = template.Library()


@register.filter
def allowed_html(value: Any) -> SafeString:
    """Rich text with nothing in it but what is allowed."""
    return drawn(getattr(value, "source", value) or "")


@register.filter
def price(amount: Decimal) -> str:
    """An amount inside a sentence."""
    return display(amount)
