"""The demo's catalogue: what can be booked, from fixtures/categories.toml and items.toml."""

from __future__ import annotations

from typing import Any

from fixtures import read

from .models import ServiceCategory, ServiceItem
from .policy import POLICY_FIELDS, PaymentTiming


def make(*, scale: float) -> str:
    made: dict[str, ServiceCategory] = {}
    for row in read("categories")["category"]:
        if row.get("consultation"):
            continue
        made[row["slug"]] = ServiceCategory.objects.create(
            slug=row["slug"],
            name=row["name"],
            parent=made.get(row.get("parent", "")),
            icon=row["icon"],
            description=row["description"],
            **policy_of(row),
        )
    items = [row for row in read("items")["item"] if row["category"] in made]
    for row in items:
        ServiceItem.objects.create(
            category=made[row["category"]],
            slug=row["slug"],
            name=row["name"],
            price=row["price"],
            duration_minutes=row["minutes"],
        )
    return f"{len(made)} categories, {len(items)} items"


def policy_of(row: dict[str, Any]) -> dict[str, Any]:
    given = {name: row[name] for name in POLICY_FIELDS if name in row}
    if "default_minutes" in row:
        given["default_duration_minutes"] = row["default_minutes"]
    if "prepaid" in row:
        timing = PaymentTiming.PREPAID if row["prepaid"] else PaymentTiming.AFTER
        given["payment_timing"] = timing
    return given
