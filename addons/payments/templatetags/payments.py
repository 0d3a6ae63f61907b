"""What the templates of payments ask."""

from __future__ import annotations

from typing import Any

from django import template

from ..models import Payment
from ..shown import ShownPayment

register = template.Library()


@register.simple_tag(takes_context=True)
def shown_payment(context: dict[str, Any], payment: Payment) -> ShownPayment:
    return ShownPayment(payment, context["request"].user)
