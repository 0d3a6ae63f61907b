"""What a deployment may decide: the variables that `environment.py` reads."""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo

from ..environment import DEMO_KEY, ROOT, Environment
from .markdown import code, table
from .markdown import page as whole_page


def page() -> str:
    rows = (
        (code(field.alias), field.description or "", _default(field))
        for field in Environment.model_fields.values()
    )
    return whole_page(
        "Settings",
        "A deployment is described by environment variables; a file named like the variable in "
        "`/run/secrets/` does as well. Production says in one sentence each which values it refuses.",
        table(("variable", "means", "default"), rows),
    )


def _default(field: FieldInfo) -> str:
    value: Any = field.default
    if value == DEMO_KEY:
        return "a known key, refused in production"
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, tuple):
        return code(",".join(value))
    return code(str(value).removeprefix(f"{ROOT}/"))
