from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy


class TicketsPolicy(Policy):
    """When tickets close by themselves, and how long an answer opens them again."""

    icon = "cog"
    days_until_closed = models.PositiveIntegerField(
        _("days after resolving until it closes by itself"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    days_to_reopen = models.PositiveIntegerField(
        _("days after closing in which an answer opens it again"),
        default=14,
        validators=[MaxValueValidator(365)],
        help_text=_("Later than that the customer's message becomes a new ticket."),
    )

    hours_until_ended = models.PositiveIntegerField(
        _("hours after our answer until a silent enquiry ends"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 30)],
        help_text=_("One that we have not answered never ends by itself."),
    )

    class Meta:
        verbose_name = _("Support")
