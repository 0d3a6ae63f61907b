"""What the templates of billing ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from addons.base.surfaces.portal import render_part

from ..models import Invoice
from ..shown import ShownInvoice

register = template.Library()


@register.simple_tag(takes_context=True)
def invoice_part(context: dict[str, Any], invoice: Invoice, part: str) -> str:
    """One part of the page, the same that live events fetch again."""
    text = render_part(context["request"], invoice, part)
    return SafeString(text)  # our own template's output


@register.simple_tag(takes_context=True)
def shown_invoice(context: dict[str, Any], invoice: Invoice) -> ShownInvoice:
    return ShownInvoice(invoice, context["request"].user)
