"""How what a talk costs is divided: the price includes tax, commission is taken of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from addons.base.money import round_money

HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Shares:
    total: Decimal
    net: Decimal
    commission: Decimal
    tax: Decimal


def shares_of(total: Decimal, *, tax_rate: Decimal, commission_percent: Decimal) -> Shares:
    tax = round_money(total * tax_rate / (HUNDRED + tax_rate))
    commission = round_money((total - tax) * commission_percent / HUNDRED)
    return Shares(total=total, net=total - tax - commission, commission=commission, tax=tax)
