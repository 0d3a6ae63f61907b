from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base import clock

from ..querysets import GatewayEventQuerySet
from .payment import Payment


class Result(models.TextChoices):
    """What came of what the gateway said."""

    APPLIED = "applied", _("Applied")
    KNOWN = "known", _("Was known already")
    NOTED = "noted", _("Noted")
    UNKNOWN = "unknown", _("Belongs to no payment of ours")
    WRONG_AMOUNT = "wrong_amount", _("Another amount than asked for")
    SECOND = "second", _("Paid a second time; given back")


class GatewayEvent(models.Model):
    """What a gateway told us, once per event id. It keeps no names and no card numbers."""

    gateway = models.CharField(_("gateway"), max_length=20)
    event_id = models.CharField(_("event"), max_length=200)
    kind = models.CharField(_("kind"), max_length=100)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="gateway_events")
    reference = models.CharField(_("reference"), max_length=200, blank=True, default="")
    said = models.CharField(_("said"), max_length=300, blank=True, default="")
    result = models.CharField(_("result"), max_length=20, choices=Result)
    at = models.DateTimeField(_("when"), default=clock.now)

    objects = GatewayEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("gateway event")
        verbose_name_plural = _("gateway events")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="gateway_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
