"""How an amount falls to provider, house and tax office. Pure functions over exact decimals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from addons.base.money import round_money
from addons.ledger.points import (
    COMMISSION_INCOME,
    TAX_PAYABLE,
    earnings_of,
    house_account,
)

if TYPE_CHECKING:
    from addons.ledger.models import Account


@dataclass(frozen=True, kw_only=True)
class Shares:
    """The total is net (the provider's), commission (the house's) and tax, exactly."""

    total: Decimal
    net: Decimal
    commission: Decimal
    tax: Decimal


def shares_of(total: Decimal, *, tax: Decimal, commission: Decimal) -> Shares:
    """What is left of the total after tax and commission is the provider's."""
    for amount in (total, tax, commission):
        require_exact(amount)
    if min(total, tax, commission, total - tax - commission) < 0:
        raise ValueError(f"Tax {tax} and commission {commission} are no parts of {total}.")
    return Shares(total=total, net=total - tax - commission, commission=commission, tax=tax)


def tax_within(total: Decimal, rate_percent: Decimal) -> Decimal:
    """The tax contained in a price that includes it."""
    require_exact(total)
    if rate_percent < 0:
        raise ValueError(f"A tax rate is not negative: {rate_percent}.")
    return round_money(total * rate_percent / (100 + rate_percent))


def legs(shares: Shares, *, provider_user: Any) -> list[tuple[Account, Decimal]]:
    """Where the shares go, for a capture or a transfer. Without a provider the house keeps the net."""
    commission, net = shares.commission, shares.net
    if provider_user is None:
        commission, net = commission + net, Decimal(0)
    found: list[tuple[Account, Decimal]] = []
    if net:
        found.append((earnings_of(provider_user), net))
    if commission:
        found.append((house_account(COMMISSION_INCOME), commission))
    if shares.tax:
        found.append((house_account(TAX_PAYABLE), shares.tax))
    return found


def draw_from(amount: Decimal, left: Sequence[Decimal]) -> list[Decimal]:
    """The amount taken out of what is left, in proportion, and never more than there is of each.

    Each in turn gives its share of what is still to be given; so however often something is taken,
    each part is used up exactly when the whole is.
    """
    wanted, there = amount, sum(left, Decimal(0))
    if not 0 <= wanted <= there:
        raise ValueError(f"{amount} cannot be taken out of {there}.")
    parts: list[Decimal] = []
    for each in left:
        part = round_money(wanted * each / there) if there else Decimal(0)
        parts.append(part)
        wanted, there = wanted - part, there - each
    return parts


def require_exact(amount: Decimal) -> None:
    """Refuse what is no amount of the currency: floats and texts, too many digits."""
    if not isinstance(amount, Decimal):
        raise TypeError(f"An amount is a Decimal, not {type(amount).__name__}: {amount!r}.")
    if not amount.is_finite() or amount != round_money(amount):
        raise ValueError(f"{amount} is no exact amount of the currency.")
