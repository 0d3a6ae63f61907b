from __future__ import annotations

from django.db import models

from addons.base import clock
from addons.ledger.models.fields import AmountField


class TrialCheckout(models.Model):
    """The books of the test gateway: what a real one keeps on its own machines."""

    reference = models.CharField(max_length=64, unique=True)
    # Our payment's token, as a real gateway keeps what a merchant calls a payment.
    token = models.CharField(max_length=64)
    amount = AmountField()
    text = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, default="open")
    # What the money of it is called, the first and, where it was paid twice, the second.
    charges = models.JSONField(default=list)
    repayments = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.reference
