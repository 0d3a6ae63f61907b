"""The law of the doors: no addon changes a record but through them."""

from __future__ import annotations

import ast

INSTEAD = "use create, perform, perform_many or edit from addons.base.workflow"
# The doors' own ways of writing.
FORBIDDEN = {"_plain", "save_base", "write_rows", "write_all", "run_body"}


def reaches(source: str) -> list[int]:
    """The lines that take a way past the doors."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.expr | ast.stmt) and _is_past(node)
    ]


def _is_past(node: ast.AST) -> bool:
    return bool(
        (isinstance(node, ast.Attribute) and node.attr in FORBIDDEN)
        or (isinstance(node, ast.ImportFrom) and {n.name for n in node.names} & FORBIDDEN)
        or _sets_state(node)
    )


def _sets_state(node: ast.AST) -> bool:
    """`record.__dict__["state"] = …` and setattr-like tricks with the state."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "__dict__"
    )
