from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HoldState(models.TextChoices):
    """A hold is an entry of the ledger and no record: see docs/decisions/0008-ledger.md."""

    HELD = "held", _("Held")
    CAPTURED = "captured", _("Captured")
    RELEASED = "released", _("Released")
    EXPIRED = "expired", _("Expired")
