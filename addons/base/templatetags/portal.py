"""What portal templates ask of the kernel."""

from __future__ import annotations

from typing import Any

from django import template

from ..surfaces.portal import action_url
from ..workflow import Door
from ..workflow.available import available

register = template.Library()


@register.simple_tag(takes_context=True)
def actions_of(context: dict[str, Any], record: Any) -> list[dict[str, Any]]:
    """What the reader may do with the record now, as `theme/pieces/action_bar.html` takes it."""
    actor = context["request"].user
    return [
        {
            "name": option.name,
            "label": option.label,
            "icon": option.icon,
            "tone": option.tone,
            "primary": option.primary,
            "enabled": option.enabled,
            "reason": option.reason,
            "url": action_url(record, option),
        }
        for option in available(record, actor, via=Door.PORTAL)
    ]
