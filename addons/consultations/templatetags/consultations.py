"""What the templates of consultations ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from addons.base.surfaces.portal import render_part
from addons.base.workflow import Tone

from ..models import Consultation
from ..shown import ShownConsultation

register = template.Library()


@register.filter
def ending(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that end something: they stand beside the meter."""
    return [action for action in actions if action["tone"] == Tone.DANGER.value]


@register.filter
def others(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [action for action in actions if action["tone"] != Tone.DANGER.value]


@register.simple_tag(takes_context=True)
def consultation_part(context: dict[str, Any], consultation: Consultation, part: str) -> str:
    """One part of the page, the same that live events fetch again."""
    text = render_part(context["request"], consultation, part)
    return SafeString(text)  # our own template's output


@register.simple_tag(takes_context=True)
def shown_consultation(context: dict[str, Any], consultation: Consultation) -> ShownConsultation:
    """Read once for all parts of a page."""
    request = context["request"]
    known = getattr(request, "_shown_consultation", None)
    if known is None or known.consultation.pk != consultation.pk:
        known = request._shown_consultation = ShownConsultation(consultation, request.user)
    return known
