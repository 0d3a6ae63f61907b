"""What an invoice says, checked before it is frozen: lines, tax by rate, sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from addons.base.workflow import Invalid

from .sharing import require_exact

LARGEST_RATE = Decimal(100)
MOST_LINES = 200


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of an invoice; `amount` is before tax."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    tax_rate: Decimal
    tax: Decimal

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Line:
        """The line as jobs have theirs; what else stands in it is left out."""
        description = str(given["description"]).strip()
        line = cls(
            description=description,
            quantity=number(given.get("quantity", 1)),
            unit_price=number(given.get("unit_price", given["amount"])),
            amount=number(given["amount"]),
            tax_rate=number(given.get("tax_rate", 0)),
            tax=number(given.get("tax", 0)),
        )
        require_exact(line.amount)
        require_exact(line.tax)
        if not description or line.quantity <= 0 or not 0 <= line.tax_rate <= LARGEST_RATE:
            raise ValueError(f"This is no line of an invoice: {given}.")
        return line

    def written(self) -> dict[str, str]:
        return {name: plain(value) for name, value in vars(self).items()}


@dataclass(frozen=True, kw_only=True)
class TaxSum:
    """What falls under one rate."""

    rate: Decimal
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


def read_lines(given: Sequence[Mapping[str, Any]]) -> list[Line]:
    """The lines, or what is wrong with them. Floats are a mistake of the caller's: TypeError."""
    if not 0 < len(given) <= MOST_LINES:
        raise Invalid({"lines": [_("An invoice has lines.")]})
    try:
        lines = [Line.read(each) for each in given]
    except (KeyError, ValueError, InvalidOperation) as error:
        raise Invalid({"lines": [str(error)]}) from error
    wrong = [each for each in by_rate(lines) if each.net < 0 or each.tax < 0]
    if wrong:
        raise Invalid({"lines": [_("What is under one tax rate cannot be below zero.")]})
    return lines


def by_rate(lines: Iterable[Line]) -> list[TaxSum]:
    """Net and tax under each rate; tax was rounded line by line."""
    sums: dict[Decimal, TaxSum] = {}
    for line in lines:
        rate = line.tax_rate.normalize() + 0
        before = sums.get(rate, TaxSum(rate=rate, net=Decimal(0), tax=Decimal(0)))
        sums[rate] = TaxSum(rate=rate, net=before.net + line.amount, tax=before.tax + line.tax)
    return [sums[rate] for rate in sorted(sums)]


def read_annex(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Tables that follow the lines: a title, columns, and rows of as many texts."""
    return [_table(each) for each in given]


def _table(given: Mapping[str, Any]) -> dict[str, Any]:
    columns = [str(column) for column in given["columns"]]
    rows = [[str(cell) for cell in row] for row in given["rows"]]
    if not columns or any(len(row) != len(columns) for row in rows):
        raise Invalid({"annex": [_("Each row has as many cells as there are columns.")]})
    return {"title": str(given["title"]), "columns": columns, "rows": rows}


def number(value: Any) -> Decimal:
    if isinstance(value, float | bool) or not isinstance(value, Decimal | int | str):
        raise TypeError(f"Numbers of an invoice are exact, not {type(value).__name__}: {value!r}.")
    found = Decimal(value)
    if not found.is_finite():
        raise ValueError(f"{value} is no number.")
    return found


def plain(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
