from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from addons.base import clock

from ..querysets import HoldQuerySet
from ..states import HoldState
from ..triggers import Refuse
from .account import Account
from .fields import AmountField, title_of
from .transfer import Transfer

IS_HELD = Q(state=HoldState.HELD, resolved_at__isnull=True)
IS_RESOLVED = ~Q(state=HoldState.HELD) & Q(resolved_at__isnull=False)
IS_CAPTURED = Q(
    state=HoldState.CAPTURED,
    captured__gt=0,
    captured__lte=F("amount"),
    transfer__isnull=False,
)
IS_NOT_CAPTURED = ~Q(state=HoldState.CAPTURED) & Q(captured=0, transfer__isnull=True)


class Hold(models.Model):
    """Money of an account that is kept for something; resolved once: captured, released, expired.

    `asked` is what was held first, `amount` what is held with all extensions, `captured` what was
    taken of it in the end, by `transfer`.
    """

    key = models.CharField(_("key"), max_length=200)
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="holds", verbose_name=_("account")
    )
    asked = AmountField(_("held first"))
    amount = AmountField(_("amount"))
    captured = AmountField(_("captured"), default=Decimal)
    state = models.CharField(_("state"), max_length=10, choices=HoldState, default=HoldState.HELD)
    record_type = models.CharField(max_length=100, blank=True, default="")
    record_id = models.CharField(max_length=64, blank=True, default="")
    transfer = models.OneToOneField(
        Transfer, models.PROTECT, null=True, related_name="hold", verbose_name=_("transfer")
    )
    created_at = models.DateTimeField(_("since"), default=clock.now)
    expires_at = models.DateTimeField(_("expires"), null=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        indexes = [
            models.Index(
                fields=["expires_at"],
                name="ledger_hold_expiry",
                condition=Q(state=HoldState.HELD, expires_at__isnull=False),
            ),
            models.Index(fields=["record_type", "record_id"], name="ledger_hold_of_record"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="ledger_hold_once"),
            models.CheckConstraint(
                condition=Q(asked__gt=0, amount__gte=F("asked")), name="ledger_hold_of_something"
            ),
            models.CheckConstraint(
                condition=IS_CAPTURED | IS_NOT_CAPTURED, name="ledger_hold_captured_in_its_limits"
            ),
            models.CheckConstraint(
                condition=IS_HELD | IS_RESOLVED, name="ledger_hold_resolved_at_a_time"
            ),
            Refuse(
                name="ledger_hold_begins_held",
                moment="BEFORE INSERT",
                condition="NEW.state <> 'held'",
                says="A hold begins as held.",
            ),
            Refuse(
                name="ledger_hold_resolves_once",
                moment="BEFORE UPDATE",
                condition="OLD.state <> 'held'",
                says="A hold is resolved once.",
            ),
            Refuse(
                name="ledger_hold_only_grows",
                moment="BEFORE UPDATE",
                condition="NEW.key <> OLD.key OR NEW.account_id <> OLD.account_id OR "
                "NEW.asked <> OLD.asked OR NEW.amount < OLD.amount",
                says="A hold keeps its account and is only extended.",
            ),
            Refuse(
                name="ledger_hold_stays",
                moment="BEFORE DELETE",
                says="A hold is never deleted.",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_open(self) -> bool:
        return self.state == HoldState.HELD

    @property
    def is_over(self) -> bool:
        """Past its time, whether or not the sweep has come by."""
        return self.expires_at is not None and self.expires_at <= clock.now()

    @property
    def for_record(self) -> str:
        """The topic of the record that it is for."""
        return f"{self.record_type}:{self.record_id}" if self.record_type else ""

    @property
    def for_title(self) -> str:
        """The record that it is for, as people call it."""
        return title_of(self.record_type, self.record_id)
