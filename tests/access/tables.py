"""The access tables of the kernel and of every addon that is on."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.conf import settings


@cache
def tables() -> list[ModuleType]:
    """In the order in which addons build on each other."""
    names = [f"{addon.module}.tests" for addon in settings.ADDONS]
    return [
        import_module(f"{name}.access")
        for name in names
        if find_spec(name) and find_spec(f"{name}.access")
    ]


@cache
def merged(name: str) -> dict[str, Any]:
    """The tables of this name as one; no two addons may speak of the same."""
    rows: dict[str, Any] = {}
    for table in tables():
        own = getattr(table, name, {})
        assert rows.keys().isdisjoint(own), f"{table.__name__} repeats {rows.keys() & own}"
        rows |= own
    return rows
