"""What the templates of reviews ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from addons.base.surfaces.portal import render_part

from ..models import Review
from ..shown import ShownReview

register = template.Library()


@register.simple_tag(takes_context=True)
def review_part(context: dict[str, Any], review: Review, part: str) -> str:
    """One part of the page, the same that live events fetch again."""
    text = render_part(context["request"], review, part)
    return SafeString(text)  # our own template's output


@register.simple_tag(takes_context=True)
def shown_review(context: dict[str, Any], review: Review) -> ShownReview:
    return ShownReview(review, context["request"].user)
