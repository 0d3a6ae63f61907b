from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """How far the payment of a job has come. No state of its own: read from hold, card and invoice."""

    LATER = "later", _("Cash when the work is done")
    AWAITED = "awaited", _("Waiting for the card payment")
    RESERVED = "reserved", _("Reserved")
    DUE = "due", _("To be paid")
    PARTLY_PAID = "partly_paid", _("Partly paid")
    PAID = "paid", _("Paid")
    FEE_PAID = "fee_paid", _("Cancellation fee paid")
    RETURNED = "returned", _("Nothing was charged")
    PARTLY_REFUNDED = "partly_refunded", _("Partly refunded")
    REFUNDED = "refunded", _("Refunded")
    NOTHING = "nothing", _("Nothing to pay")
