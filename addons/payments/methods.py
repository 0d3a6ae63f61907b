from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Method(models.TextChoices):
    """How the money comes."""

    CARD = "card", _("Card")
    CASH = "cash", _("Cash")
