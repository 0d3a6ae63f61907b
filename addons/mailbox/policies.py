from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy

from .states import Stranger


class MailboxPolicy(Policy):
    """What becomes of mails that come in."""

    icon = "mail"
    strangers = models.CharField(
        _("a mail from an address that no customer has"),
        max_length=10,
        choices=Stranger,
        default=Stranger.HOLD,
        help_text=_("Nothing is answered by itself, whatever you choose."),
    )
    most_an_hour = models.PositiveIntegerField(
        _("most mails an hour from one address"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("What is more than that is left: machines that answer each other never stop."),
    )
    days_kept = models.PositiveIntegerField(
        _("days until a settled mail's original is deleted"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("What it said stays in its ticket."),
    )

    class Meta:
        verbose_name = _("Support by e-mail")
