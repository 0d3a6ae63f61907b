from __future__ import annotations

from typing import Any, Self

from django.db import models

from addons.base import clock

from .states import Standing


class SettlementQuerySet(models.QuerySet[Any]):
    def of(self, job: Any) -> Self:
        return self.filter(job=job)

    def with_money(self) -> Self:
        """With all that says how it stands, in one query."""
        return self.select_related("job", "hold", "payment", "invoice")

    def awaited(self) -> Self:
        return self.filter(standing=Standing.AWAITED)

    def overdue(self) -> Self:
        """Not paid by card in time."""
        return self.awaited().filter(pay_until__lte=clock.now())

    def with_open_hold(self) -> Self:
        return self.filter(hold__state="held")

    def about_invoice(self, invoice: Any) -> Self:
        return self.filter(invoice=invoice)
