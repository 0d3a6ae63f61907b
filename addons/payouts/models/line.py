from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from addons.ledger.models import Hold
from addons.ledger.models.fields import AmountField

from ..querysets import PayoutLineQuerySet
from ..states import Outcome, Why

if TYPE_CHECKING:
    from .run import PayoutRun


class PayoutLine(models.Model):
    """What one provider gets in a run, or why they get nothing. The run's own row.

    `earned` is what was on their earnings at the end of the period and not set aside, `netted` the
    cash of the house that they have kept of it, `amount` what the bank pays: earned less netted.
    """

    run = models.ForeignKey(
        "payouts.PayoutRun", models.PROTECT, related_name="lines", verbose_name=_("run")
    )
    provider = models.ForeignKey(
        "providers.Provider", models.PROTECT, related_name="+", verbose_name=_("provider")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    earned = AmountField(_("earned"))
    netted = AmountField(_("cash netted"), default=Decimal)
    amount = AmountField(_("paid out"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    why = models.CharField(_("why not"), max_length=20, choices=Why, blank=True)
    reason = models.CharField(_("what the bank says"), max_length=300, blank=True)
    bank_account = models.ForeignKey(
        "payouts.BankAccount",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("bank account"),
    )
    # Paid is the account as it was then: its history has it by this version.
    bank_version = models.PositiveBigIntegerField(default=0)
    hold = models.OneToOneField(Hold, models.PROTECT, null=True, related_name="+")

    objects = PayoutLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        indexes = [models.Index(fields=["user", "-id"], name="payout_line_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["run", "user"], name="payout_line_once_per_person"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.LEFT_OUT) | Q(amount__gt=0, netted__gte=0),
                name="payout_line_pays_something",
            ),
            models.CheckConstraint(
                condition=Q(amount=F("earned") - F("netted")), name="payout_line_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.run}"

    @property
    def key(self) -> str:
        """The business fact that its hold and transfer are known by."""
        return f"payout:{self.run_id}:{self.user_id}"

    @property
    def is_payment(self) -> bool:
        return self.outcome in (Outcome.DUE, Outcome.HELD, Outcome.PAID)

    @property
    def note(self) -> str:
        """Why nothing is paid, in words."""
        return self.reason or (str(Why(self.why).label) if self.why else "")

    def free(self) -> None:
        self.outcome = Outcome.FREED

    def of(self, run: PayoutRun) -> PayoutLine:
        self.run = run
        return self
