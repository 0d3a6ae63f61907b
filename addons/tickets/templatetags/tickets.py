"""What the templates of tickets ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from addons.base.surfaces.portal import render_part

from ..models import Enquiry, Ticket
from ..shown import ShownEnquiry, ShownTicket

register = template.Library()


@register.simple_tag(takes_context=True)
def ticket_part(context: dict[str, Any], record: Ticket | Enquiry, part: str) -> str:
    """One part of the page, the same that live events fetch again."""
    text = render_part(context["request"], record, part)
    return SafeString(text)  # our own template's output


@register.simple_tag(takes_context=True)
def shown_ticket(context: dict[str, Any], ticket: Ticket) -> ShownTicket:
    """Read once for all parts of a page."""
    request = context["request"]
    known = getattr(request, "_shown_ticket", None)
    if known is None or known.ticket.pk != ticket.pk:
        known = request._shown_ticket = ShownTicket(ticket, request.user)
    return known


@register.simple_tag(takes_context=True)
def shown_enquiry(context: dict[str, Any], enquiry: Enquiry) -> ShownEnquiry:
    return ShownEnquiry(enquiry, context["request"].user)
