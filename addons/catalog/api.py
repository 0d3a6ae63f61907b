"""The catalogue in the API: what can be booked, open to anyone."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.params import Query
from pydantic import Field

from addons.base.money import as_json
from addons.base.points import ROUTERS
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import anyone
from addons.base.surfaces.paging import LARGEST_SIZE, LAST_PAGE, Page, enveloped
from addons.base.surfaces.routes import page_schema
from addons.base.surfaces.shapes import Input, Money
from addons.base.workflow import NotFound

from .models import ServiceCategory, ServiceItem

categories = ROUTERS.register("categories", Router(tags=["categories"]))


class ItemOut(Schema):
    id: int
    slug: str
    name: str
    price: Money
    duration_minutes: int


class CategoryOut(Schema):
    slug: str
    name: str
    parent: str | None
    kind: str
    icon: str
    description: str
    pricing: str
    needs_estimate: bool
    payment_timing: str
    list_price: Money
    default_duration_minutes: int
    items: list[ItemOut]


class CategoryQuery(Input):
    page: int = Field(1, ge=1, le=LAST_PAGE)
    page_size: int = Field(LARGEST_SIZE, ge=1, le=LARGEST_SIZE)


@categories.get(
    "/",
    operation_id="categories_list",
    auth=anyone,
    response=page_schema(CategoryOut),
    summary="Service categories",
)
def list_categories(request: HttpRequest, query: Query[CategoryQuery]) -> HttpResponse:
    """The tree as a flat list, each category after the one it is part of."""
    page = Page(query.page, query.page_size, "", Q(), request.GET)
    tree = ServiceCategory.objects.live().tree()
    items = items_by_category()
    shown = tree[page.first : page.first + page.size]
    results = [describe(category, items) for category in shown]
    return answer(enveloped(request, page, len(tree), results))


@categories.get(
    "/{slug:slug}/",
    operation_id="categories_read",
    auth=anyone,
    response=CategoryOut,
    summary="One service category",
)
def read_category(request: HttpRequest, slug: str) -> HttpResponse:
    category = ServiceCategory.objects.live().filter(slug=slug).first()
    if category is None:
        raise NotFound
    return answer(describe(category, items_by_category()))


def items_by_category() -> dict[int, list[ServiceItem]]:
    found: dict[int, list[ServiceItem]] = {}
    for item in ServiceItem.objects.live():
        found.setdefault(item.category_id, []).append(item)
    return found


def describe(category: ServiceCategory, items: dict[int, list[ServiceItem]]) -> dict[str, Any]:
    """The category with all that can be booked in it, those of the ones above last."""
    policy = category.policy
    bookable = [item for c in category.lineage for item in items.get(c.pk, ())]
    return {
        "slug": category.slug,
        "name": category.name,
        "parent": category.lineage[1].slug if category.parent_id else None,
        "kind": category.kind,
        "icon": category.icon,
        "description": category.description,
        "pricing": policy.pricing,
        "needs_estimate": policy.needs_estimate,
        "payment_timing": policy.payment_timing,
        "list_price": as_json(policy.list_price),
        "default_duration_minutes": policy.default_duration_minutes,
        "items": [describe_item(item) for item in bookable],
    }


def describe_item(item: ServiceItem) -> dict[str, Any]:
    return {
        "id": item.pk,
        "slug": item.slug,
        "name": item.name,
        "price": as_json(item.price),
        "duration_minutes": item.duration_minutes,
    }
