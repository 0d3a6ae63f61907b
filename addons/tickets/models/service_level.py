"""What is promised and in which hours. Edited in the console; a change reaches running clocks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import holidays
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..hours import read_days_off, read_hours
from ..sla import Hours
from ..states import Priority, Target

TWICE = _("There is one in force for this priority and category already.")


class DaysOff(Container[date]):
    """The days that were written down, and the public holidays of a country."""

    def __init__(self, written: Container[date], public: Any) -> None:
        self.written, self.public = written, public

    def __contains__(self, day: object) -> bool:
        return day in self.written or (self.public is not None and day in self.public)


class ServiceCalendar(models.Model):
    """Working hours in a time zone, several windows a day, and days off."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Asia/Kolkata")
    hours = models.TextField(
        _("working hours"),
        default="mon-fri 09:00-18:00",
        help_text=_(
            "A line for each day or days, with any number of windows: "
            "mon-fri 09:00-13:00 14:00-18:00. Days that are not named are free."
        ),
    )
    days_off = models.TextField(
        _("days off"),
        blank=True,
        help_text=_("A line for each, such as: 2026-12-25 Christmas."),
    )
    country = models.CharField(
        _("public holidays of"),
        max_length=10,
        blank=True,
        help_text=_("A country such as IN or DE, or with its region: DE-BY. Empty: none."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("service calendar")
        verbose_name_plural = _("service calendars")
        ordering = ["name"]

    named_by = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if self.time_zone not in available_timezones():
            errors["time_zone"] = _("This time zone is not known. Write one such as Asia/Kolkata.")
        for name, read in (("hours", read_hours), ("days_off", read_days_off)):
            try:
                read(getattr(self, name))
            except ValidationError as error:
                errors[name] = error.messages
        try:
            self.public_holidays()
        except NotImplementedError:
            errors["country"] = _("Its holidays are not known. Write them as days off instead.")
        if errors:
            raise ValidationError(errors)

    def public_holidays(self) -> Any:
        if not self.country:
            return None
        country, _dash, region = self.country.upper().partition("-")
        return holidays.country_holidays(country, subdiv=region or None)

    def as_hours(self) -> Hours:
        days_off = DaysOff(read_days_off(self.days_off), self.public_holidays())
        return Hours(ZoneInfo(self.time_zone), read_hours(self.hours), days_off)


def minutes(label: Any, default: int) -> Any:
    limits = [MinValueValidator(1), MaxValueValidator(60 * 24 * 365)]
    return models.PositiveIntegerField(label, default=default, validators=limits)


class ServicePolicy(models.Model):
    """What is promised for a priority, a category, both or everything else."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    priority = models.CharField(
        _("priority"),
        max_length=10,
        choices=Priority,
        blank=True,
        help_text=_("Empty: every one. Of several that fit, one for the category comes first."),
    )
    category = models.ForeignKey(
        "tickets.TicketCategory",
        models.CASCADE,
        verbose_name=_("category"),
        null=True,
        blank=True,
        related_name="+",
    )
    calendar = models.ForeignKey(
        ServiceCalendar,
        models.PROTECT,
        verbose_name=_("calendar"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: round the clock."),
    )
    first_response = minutes(_("minutes until the first answer"), 240)
    next_response = minutes(_("minutes until each next answer"), 480)
    resolution = minutes(_("minutes until it is resolved"), 2880)
    warn_percent = models.PositiveIntegerField(
        _("warn after so many percent of the time"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    escalates = models.BooleanField(_("escalate what is late"), default=False)
    is_active = models.BooleanField(_("in force"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("service level")
        verbose_name_plural = _("service levels")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "category"],
                condition=models.Q(is_active=True, category__isnull=False),
                name="one_service_level_for_a_category",
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                fields=["priority"],
                condition=models.Q(is_active=True, category=None),
                name="one_service_level_for_a_priority",
                violation_error_message=TWICE,
            ),
        ]

    named_by = ("name",)

    def __str__(self) -> str:
        return self.name

    def budget(self, target: str) -> int:
        """The seconds that may pass."""
        named: dict[Target, int] = {
            Target.FIRST_RESPONSE: self.first_response,
            Target.NEXT_RESPONSE: self.next_response,
            Target.RESOLUTION: self.resolution,
        }
        return named[Target(target)] * 60

    @property
    def as_hours(self) -> Hours | None:
        return self.calendar.as_hours() if self.calendar is not None else None

    def basis(self) -> str:
        """What its clocks are reckoned from, in one short text: another text, another result."""
        calendar = self.calendar
        told = [
            self.pk,
            [self.budget(target) for target in Target],
            self.warn_percent,
            calendar and [calendar.time_zone, calendar.hours, calendar.days_off, calendar.country],
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]
