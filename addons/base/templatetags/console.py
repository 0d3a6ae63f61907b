"""What the console's templates need beyond Wagtail's own tags."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.icons import get_icons

from ..workflow.states import State

register = template.Library()

SYMBOL = re.compile(r'<symbol id="([^"]+)"(.*?)</symbol>', re.DOTALL)
# In front of the theme's icons, beside which Wagtail has some of the same name.
OURS = "bi-"


@register.simple_tag
def theme_icons() -> SafeString:
    """The theme's icons as Wagtail's sprite wants them, so that one name serves both surfaces."""
    sprite = Path(str(finders.find("theme/icons.svg"))).read_text(encoding="utf-8")
    icons = "".join(
        f'<svg id="icon-{OURS}{name}"{rest}</svg>' for name, rest in SYMBOL.findall(sprite)
    )
    return mark_safe(icons)  # noqa: S308 - our own file


@cache
def known_icons() -> frozenset[str]:
    return frozenset(re.findall(r'id="icon-([^"]+)"', get_icons()))


@register.simple_tag
@lru_cache(maxsize=1_000)
def mark(name: str, look: str = "") -> SafeString | str:
    """An icon by the theme's name or by Wagtail's; nothing where neither has it."""
    found = next((n for n in (f"{OURS}{name}", name) if n in known_icons()), "")
    if not found:
        return ""
    return format_html(
        '<svg class="icon c-icon {}" aria-hidden="true"><use href="#icon-{}"/></svg>', look, found
    )


@register.simple_tag
def state_badge(state: State | None, look: str = "") -> SafeString | str:
    """A state in its colour, always with its word."""
    if state is None:
        return ""
    return format_html(
        '<span class="c-state {}" data-tone="{}">{}</span>', look, state.tone.value, state.label
    )


@register.filter
def state_of(flow: Any, key: str) -> State | None:
    """The state of that key in a composed flow."""
    found: State | None = flow.states.get(key)
    return found
