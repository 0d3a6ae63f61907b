from __future__ import annotations

from django.db import models

from addons.base import clock

from .payment import Payment
from .repayment import Repayment


class Look(models.Model):
    """When the gateway is spoken to next; each time it does not answer the pause grows."""

    looks = models.PositiveIntegerField(default=0)
    next_look_at = models.DateTimeField(null=True, default=clock.now)
    # When the gateway could not be reached last; empty once it answers.
    trouble_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        abstract = True


class Checkout(Look):
    """The gateway's page for a card payment, and how the talk with the gateway stands."""

    payment = models.OneToOneField(
        Payment, models.PROTECT, primary_key=True, related_name="checkout"
    )
    # What the gateway calls its page, and where that is.
    reference = models.CharField(max_length=200, blank=True, default="")
    address = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["next_look_at"],
                condition=models.Q(next_look_at__isnull=False),
                name="checkout_to_look_at",
            ),
            models.Index(
                fields=["reference"], condition=~models.Q(reference=""), name="checkout_by_ref"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RepaymentLook(Look):
    """How the talk with the gateway about a repayment stands."""

    repayment = models.OneToOneField(
        Repayment, models.PROTECT, primary_key=True, related_name="next_look"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["next_look_at"],
                condition=models.Q(next_look_at__isnull=False),
                name="repayment_to_look_at",
            )
        ]

    def __str__(self) -> str:
        return str(self.repayment_id)
