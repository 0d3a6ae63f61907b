from __future__ import annotations

from django.db import models

from addons.base.triggers import Refuse

from .kinds import InvoiceKind


class Counter(models.Model):
    """The last number given out in a series and year. Locked from then until the commit."""

    kind = models.CharField(max_length=20, choices=InvoiceKind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="billing_one_counter_a_year"),
            Refuse(
                name="billing_counter_goes_up",
                moment="BEFORE UPDATE",
                condition="NEW.last <> OLD.last + 1 OR NEW.kind <> OLD.kind OR NEW.year <> OLD.year",
                says="A counter goes up by one.",
            ),
            Refuse(
                name="billing_counter_stays",
                moment="BEFORE DELETE",
                says="A counter is never deleted.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
