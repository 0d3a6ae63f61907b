from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy


class ConsultationsPolicy(Policy):
    """How talks paid by the minute begin, are paid for and end."""

    icon = "comment"
    minutes_to_answer = models.PositiveIntegerField(
        _("minutes a consultant has to answer"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    minutes_to_connect = models.PositiveIntegerField(
        _("minutes both have to come after the yes"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    minimum_minutes = models.PositiveIntegerField(
        _("minutes the wallet must cover to begin"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Where a consultant has not set their own."),
    )
    longest_minutes = models.PositiveIntegerField(
        _("longest talk in minutes"),
        default=120,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
        help_text=_("Where a consultant has not set a shorter one."),
    )
    short_seconds = models.PositiveIntegerField(
        _("seconds below which a talk costs nothing"),
        default=0,
        validators=[MaxValueValidator(600)],
        help_text=_("0 charges every talk, however short."),
    )
    minutes_ahead = models.PositiveIntegerField(
        _("minutes that money is set aside ahead"),
        default=4,
        validators=[MinValueValidator(3), MaxValueValidator(30)],
        help_text=_("A little at a time, so that the wallet stays free for other things."),
    )
    hours_until_rating_counts = models.PositiveIntegerField(
        _("hours until a rating counts and is shown"),
        default=72,
        validators=[MaxValueValidator(720)],
    )

    class Meta:
        verbose_name = _("Consultations")
