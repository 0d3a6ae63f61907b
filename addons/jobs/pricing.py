"""What a job costs: lines, tax and commission, computed once at booking and then frozen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base.money import round_money
from addons.providers.models import Provider

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory


@dataclass(frozen=True)
class Quote:
    """Lines as they are stored, and the sums over them. Amounts are in the deployment's currency."""

    lines: list[dict[str, Any]]
    subtotal: Decimal
    tax: Decimal
    total: Decimal
    commission: Decimal
    duration_minutes: int


def quote(
    category: ServiceCategory, provider: Provider | None, items: list[dict[str, Any]]
) -> Quote:
    """The price of these items from this provider; without items, the category's visit.

    Tax is added per line and rounded there (half up); commission is a share of the price before tax.
    """
    policy = category.policy
    lines = [_item_line(provider, line["item"], line["quantity"] or 1) for line in items]
    if not lines:
        lines = [_visit_line(category, provider)]
    for line in lines:
        tax = round_money(Decimal(line["amount"]) * policy.tax_rate / 100)
        line |= {"tax_rate": str(policy.tax_rate), "tax": str(tax)}
    subtotal = sum((Decimal(line["amount"]) for line in lines), Decimal())
    tax_total = sum((Decimal(line["tax"]) for line in lines), Decimal())
    minutes = sum(line["item"].duration_minutes * (line["quantity"] or 1) for line in items)
    return Quote(
        lines=lines,
        subtotal=subtotal,
        tax=tax_total,
        total=subtotal + tax_total,
        commission=round_money(subtotal * policy.commission_percent / 100),
        duration_minutes=minutes or category.get_default_duration(),
    )


def _item_line(provider: Provider | None, item: Any, quantity: int) -> dict[str, Any]:
    price = provider.price_of_item(item) if provider else item.price
    return _line(item.name, quantity, price, item=item.pk)


def _visit_line(category: ServiceCategory, provider: Provider | None) -> dict[str, Any]:
    """Nothing was chosen from the list: one visit at the provider's price for the category."""
    price = provider.price_in(category) if provider else usual_price(category)
    return _line(_("%(category)s: visit") % {"category": category.name}, 1, price)


def usual_price(category: ServiceCategory) -> Decimal:
    """The catalogue's price of a visit, else the middle one of what providers ask for it."""
    listed = category.get_list_price()
    if listed:
        return listed
    asked = Provider.objects.verified().offering(category).with_price(category)
    prices = list(asked.order_by("price").values_list("price", flat=True))
    return prices[len(prices) // 2] if prices else listed


def _line(text: str, quantity: int, price: Decimal, **more: Any) -> dict[str, Any]:
    amount = round_money(price * quantity)
    return {
        "description": text,
        "quantity": quantity,
        "unit_price": str(round_money(price)),
        "amount": str(amount),
        **more,
    }
