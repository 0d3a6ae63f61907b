"""What the templates of appointments ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from addons.base.surfaces.portal import render_part

from ..models import Appointment
from ..shown import ShownAppointment

register = template.Library()


@register.simple_tag(takes_context=True)
def appointment_part(context: dict[str, Any], appointment: Appointment, part: str) -> str:
    """One part of the page, the same that live events fetch again."""
    text = render_part(context["request"], appointment, part)
    return SafeString(text)  # our own template's output


@register.simple_tag(takes_context=True)
def shown_appointment(context: dict[str, Any], appointment: Appointment) -> ShownAppointment:
    return ShownAppointment(appointment, context["request"].user)
