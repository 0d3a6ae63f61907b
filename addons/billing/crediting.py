"""What a credit note over an amount says: the rates of the invoice, in proportion of what is left."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils.translation import gettext as _

from .content import Line, TaxSum, plain
from .sharing import draw_from

if TYPE_CHECKING:
    from .models import Invoice


def credit_lines(invoice: Invoice, amount: Decimal) -> list[Line]:
    """One line for each rate of the invoice: the amount out of what is not credited yet."""
    left = left_to_credit(invoice)
    lines = []
    for each, gross in zip(left, draw_from(amount, [each.gross for each in left]), strict=True):
        tax, net = draw_from(gross, [each.tax, each.net])
        if gross:
            words = {"number": invoice.number, "rate": plain(each.rate)}
            text = _("Credit for %(number)s, tax rate %(rate)s %%") % words
            lines.append(
                Line(
                    description=text,
                    quantity=Decimal(1),
                    unit_price=net,
                    amount=net,
                    tax_rate=each.rate,
                    tax=tax,
                )
            )
    return lines


def left_to_credit(invoice: Invoice) -> list[TaxSum]:
    """What is under each rate, less what credit notes took back of it."""
    notes = invoice.taxes.model.objects.filter(invoice__corrects=invoice)
    gone = {
        row["rate"].normalize() + 0: row
        for row in notes.values("rate").annotate(net_sum=Sum("net"), tax_sum=Sum("tax"))
    }
    left = []
    for line in invoice.taxes.all():
        rate = line.rate.normalize() + 0
        taken = gone.get(rate, {"net_sum": Decimal(0), "tax_sum": Decimal(0)})
        left.append(
            TaxSum(rate=rate, net=line.net - taken["net_sum"], tax=line.tax - taken["tax_sum"])
        )
    return left


def tax_to_credit(invoice: Invoice, amount: Decimal) -> Decimal:
    """The tax on a credit note over the amount, were it issued now."""
    return sum((line.tax for line in credit_lines(invoice, amount)), Decimal(0))
