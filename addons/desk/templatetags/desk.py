"""The desk's keys, for the dialog in which Wagtail lists its own."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def desk_shortcuts() -> dict[str, Any]:
    return {
        "label": _("At the support desk"),
        "lines": [
            (_("Next ticket"), "j"),
            (_("Previous ticket"), "k"),
            (_("Reply"), "r"),
            (_("Internal note"), "n"),
            (_("Assign"), "a"),
            (_("Escalate"), "e"),
            (_("Macro"), "m"),
            (_("Prepared reply"), "c"),
            (_("Select the ticket"), "x"),
            (_("Send"), "Ctrl+Enter"),
            (_("Take the last reply back"), "z"),
            (_("Leave the text"), "Esc"),
        ],
    }
