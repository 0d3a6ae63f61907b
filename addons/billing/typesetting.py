"""Documents by typst: data comes as JSON, fonts from here; the same input gives the same bytes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.template.utils import get_app_template_dirs

FONTS = Path(__file__).parent / "fonts"
# All templates are below this folder, so that one may import another's pages.
ADDONS = Path(__file__).parent.parent


def typeset(template: str, data: dict[str, Any], *, language: str) -> bytes:
    """A PDF of the addon's template (`billing/pdf/invoice.typ`), drawn with the data.

    `data` is what the template says it needs, in JSON's own types; texts are in the language already.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True), "language": language}
    drawn: Any = typst.compile(
        found(template), root=ADDONS, font_paths=fonts(), sys_inputs=inputs, format="pdf"
    )
    return bytes(drawn)


@cache
def found(template: str) -> Path:
    """The template's file, in whichever addon keeps it."""
    for folder in get_app_template_dirs("templates"):
        path = Path(folder) / template
        if path.is_file():
            return path
    raise LookupError(f"No addon has the template {template}.")


@cache
def fonts() -> Any:
    """Ours alone: the machine's would make the same document look different elsewhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
