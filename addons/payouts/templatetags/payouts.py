"""What the templates of payouts ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from addons.base.surfaces.portal import render_part

from ..models import BankAccount

register = template.Library()


@register.simple_tag(takes_context=True)
def bank_account_part(context: dict[str, Any], account: BankAccount, part: str) -> str:
    """One part of the page, the same that live events fetch again."""
    return SafeString(render_part(context["request"], account, part))  # our own template's output
