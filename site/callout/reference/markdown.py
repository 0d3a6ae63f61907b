"""The little Markdown that the reference needs."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

BAR = r"\|"
NOTE = "Written by `manage.py reference` from what the code declares; change it there."


def page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", NOTE, *(part for part in parts if part)]) + "\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A table, or nothing where there are no rows."""
    heads = list(heads)
    lines = [_line(heads), _line("---" for _ in heads), *map(_line, rows)]
    return "\n".join(lines) if len(lines) > 2 else ""


def code(text: Any) -> str:
    return f"`{text}`" if str(text) else ""


def listed(names: Iterable[Any]) -> str:
    return ", ".join(map(code, names))


def first_paragraph(thing: Any) -> str:
    """Of its docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def _line(cells: Iterable[Any]) -> str:
    # A bar would end the cell.
    return "| " + " | ".join(str(cell).replace("|", BAR) for cell in cells) + " |"
