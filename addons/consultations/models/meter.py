"""The meter of a consultation: plain rows, changed only by `metering` and where it is settled.

Not the record: ten thousand of them change each minute, and none of that is a decision of anybody.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.ledger.models import Hold
from addons.ledger.models.fields import AmountField

from ..charging import Funded, Pause, Span
from ..states import PartySide


class MeterQuerySet(models.QuerySet["Meter"]):
    def locked(self) -> Self:
        """The same rows once they are locked. Read anew by another statement: what is joined to a
        row that was waited for would still be as it was before the wait."""
        rows = self.order_by("pk").select_for_update(no_key=True)
        keys = list(rows.values_list("pk", flat=True))
        return self.filter(pk__in=keys).order_by("pk")


class Meter(models.Model):
    """From the yes on it keeps when each side was last heard; from the start, what is paid for."""

    consultation = models.OneToOneField(
        "consultations.Consultation", models.PROTECT, primary_key=True, related_name="meter"
    )
    hold = models.OneToOneField(Hold, models.PROTECT, null=True, related_name="meter")
    is_running = models.BooleanField(default=False)
    # So many increments are paid for by what is held, and so far they reach.
    increments = models.PositiveIntegerField(default=0)
    funded_until = models.DateTimeField(null=True)
    # The last sign of life of each side.
    customer_seen_at = models.DateTimeField(null=True)
    provider_seen_at = models.DateTimeField(null=True)
    # When one of our processes last looked after it, and since when none does.
    watched_at = models.DateTimeField(null=True)
    # The earliest time that was set for its end.
    stops_at = models.DateTimeField(null=True)
    orphan_since = models.DateTimeField(null=True)

    objects = MeterQuerySet.as_manager()

    class Meta:
        verbose_name = _("meter")
        verbose_name_plural = _("meters")
        indexes = [
            # Of nothing that changes each minute, so that a tick moves no index.
            models.Index(
                fields=["consultation"],
                name="meter_running",
                condition=models.Q(is_running=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_running=False)
                | models.Q(hold__isnull=False, funded_until__isnull=False),
                name="meter_runs_on_money",
            )
        ]

    def __str__(self) -> str:
        return str(self.consultation_id)

    @property
    def funded(self) -> Decimal:
        """All that was ever set aside for it."""
        return self.hold.amount if self.hold is not None else Decimal(0)

    def spans(self) -> list[Span]:
        """The pauses that are over, as spans of time."""
        return [(gap.start, gap.end) for gap in self.gaps.all()]

    def pauses(self) -> list[Pause]:
        return [Pause(side=gap.side, start=gap.start, end=gap.end) for gap in self.gaps.all()]

    def funding(self) -> list[Funded]:
        return [
            Funded(at=each.at, amount=each.amount, increments=each.increments)
            for each in self.slices.all()
        ]


class Slice(models.Model):
    """Money that was set aside for the meter, and how far all of it reached from then on."""

    # No index of its own: `slice_once` begins with it, and each tick writes thousands.
    meter = models.ForeignKey(Meter, models.PROTECT, related_name="slices", db_index=False)
    at = models.DateTimeField()
    amount = AmountField()
    increments = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["increments"]
        constraints = [
            # One tick pays for an increment once, whichever process makes it.
            models.UniqueConstraint(fields=["meter", "increments"], name="slice_once")
        ]

    def __str__(self) -> str:
        return f"{self.meter_id}: {self.amount}"


class Gap(models.Model):
    """A side was not heard from `start` to `end`; this time costs nothing."""

    meter = models.ForeignKey(Meter, models.PROTECT, related_name="gaps")
    side = models.CharField(max_length=10, choices=PartySide)
    start = models.DateTimeField()
    end = models.DateTimeField()

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["meter", "side", "start"], name="gap_once"),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="gap_has_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter_id}: {self.side}"
