from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What became of a date."""

    BOOKED = "booked", _("Booked")
    SKIPPED = "skipped", _("Skipped")
    MISSED = "missed", _("Passed before it was booked")
    LEFT_OUT = "left_out", _("Could not be booked")


class Occurrence(models.Model):
    """One date of a series that has been handled: the unique key makes it one job at most."""

    series = models.ForeignKey("recurring.Series", models.PROTECT, related_name="occurrences")
    on = models.DateField(_("date"))
    at = models.DateTimeField(_("when"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    job = models.OneToOneField("jobs.Job", models.PROTECT, null=True, related_name="occurrence")
    # Who usually comes and could not, with the reason.
    instead_of = models.ForeignKey(
        "providers.Provider", models.PROTECT, null=True, related_name="+"
    )
    why_not = models.CharField(max_length=300, blank=True)
    total = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    total_before = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "on"], name="one_occurrence_per_date")
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.on}"

    @property
    def price_changed(self) -> bool:
        return self.total_before is not None and self.total != self.total_before
