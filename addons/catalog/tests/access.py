"""Who finds what of the catalogue: see addons/base/testing/access.py."""

from __future__ import annotations

from typing import Any

from addons.base.testing.access import EVERYBODY, STAFF, Cells
from addons.catalog.models import ServiceCategory, ServiceItem

ADMINISTRATOR = {"administrator"}


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    category = ServiceCategory.objects.create(name="Leak repair", slug="leak-repair", parent=None)
    tap = {"name": "Tap", "price": 100, "duration_minutes": 30}
    return {
        "category": category,
        "item": ServiceItem.objects.create(category=category, **tap),
    }


def console(prefix: str, thing: str) -> dict[str, Cells]:
    pages = ("edit", "history", "history-results", "usage")
    rows = {
        f"admin/{prefix}/{page}/<int:pk>/": Cells(thing, ADMINISTRATOR, knows=STAFF)
        for page in pages
    }
    # Archived, never deleted.
    return {**rows, f"admin/{prefix}/delete/<int:pk>/": Cells(thing, set(), knows=STAFF)}


PAGES = {
    "api/v1/categories/<slug:slug>/": Cells("category", EVERYBODY),
    **console("catalog/categories", "category"),
    **console("catalog/items", "item"),
}
