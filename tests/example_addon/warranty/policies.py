from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy


class WarrantyPolicy(Policy):
    """How long a piece of work is answered for."""

    days = models.PositiveIntegerField(_("days of warranty"), default=365)

    class Meta:
        verbose_name = _("Warranty")
