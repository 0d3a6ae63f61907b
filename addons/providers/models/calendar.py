from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _


class WorkingHours(models.Model):
    """A stretch of work on a weekday, by the wall clock of the provider's zone.

    One that ends no later than it starts runs into the next day: 22:00-06:00 is a night, 00:00-00:00
    round the clock.
    """

    provider = models.ForeignKey(
        "providers.Provider", models.CASCADE, related_name="working_hours", editable=False
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=list(WEEKDAYS.items()))
    start = models.TimeField(_("from"))
    end = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        ordering = ["weekday", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "weekday", "start"], name="hours_start_once_a_day"
            )
        ]

    def __str__(self) -> str:
        end = f"{self.end:%H:%M}" if self.end.hour or self.end.minute else "24:00"
        return f"{WEEKDAYS[self.weekday]} {self.start:%H:%M}-{end}"


class DayOff(models.Model):
    """Days on which the provider does not work, whatever the week says."""

    provider = models.ForeignKey(
        "providers.Provider", models.CASCADE, related_name="days_off", editable=False
    )
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="days_off_end_after_start",
                violation_error_message=_("The last day lies before the first."),
            )
        ]
        indexes = [models.Index(fields=["provider", "last_day"], name="day_off_of_provider")]

    def __str__(self) -> str:
        return f"{self.first_day}-{self.last_day}"
