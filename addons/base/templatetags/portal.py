"""What portal templates ask of the kernel."""

from __future__ import annotations

from typing import Any

from django import template

from ..surfaces.portal import portal_actions

register = template.Library()


@register.simple_tag(takes_context=True)
def actions_of(context: dict[str, Any], record: Any) -> list[dict[str, Any]]:
    """What the reader may do with the record now, as `theme/pieces/action_bar.html` takes it."""
    return portal_actions(record, context["request"].user)
