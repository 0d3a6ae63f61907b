from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy


class DeskPolicy(Policy):
    """How long a reply can be taken back."""

    icon = "cog"
    seconds_to_undo = models.PositiveIntegerField(
        _("seconds in which a reply can be taken back"),
        default=8,
        validators=[MaxValueValidator(120)],
        help_text=_("So long it is held before the customer gets it. 0: it goes out at once."),
    )

    class Meta:
        verbose_name = _("Agent's desk")
