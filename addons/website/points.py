"""What other addons put on the public pages."""

from __future__ import annotations

from wagtail import blocks

from addons.base.registry import Registry

from .rich_text import FEATURES, clean, drawn

__all__ = ["BLOCKS", "FEATURES", "clean", "drawn"]

BLOCKS: Registry[type[blocks.Block]] = Registry(
    "website block",
    "`slots.py`: name → block class that editors may put on a public page, without arguments. The "
    "block brings its own template and is drawn for anybody, signed in or not. Names stand in the "
    "pages' content: one that is gone leaves its place empty, so that switching an addon off "
    "breaks no page. Not part of any migration.",
)
