from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Record
from addons.base.policies import policy
from addons.base.workflow import Refused, System
from addons.ledger.models.fields import AmountField

from ..bank_file import BankFile
from ..calendar import end_of
from ..flow import PayoutRunFlow
from ..policies import PayoutsPolicy
from ..querysets import PayoutRunQuerySet
from ..reckoning import reckon
from ..states import Outcome
from .line import PayoutLine


class PayoutRun(PayoutRunFlow, Record):
    """All that providers are paid at one time: its lines say who, how much, and who not and why."""

    until = models.DateField(_("earnings up to and with"))
    # The first moment that no longer counts.
    period_end = models.DateTimeField(_("end of the period"))
    # The day of the week for which the schedule prepared it; none if somebody did by hand.
    week = models.DateField(_("week"), null=True, unique=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("prepared by"),
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("approved first by"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    total = AmountField(_("to be paid"), default=Decimal)
    payments = models.PositiveIntegerField(_("payments"), default=0)
    exports = models.PositiveIntegerField(_("downloads of the bank file"), default=0)
    file_sha256 = models.CharField(_("SHA-256 of the bank file"), max_length=64, blank=True)
    exported_at = models.DateTimeField(_("bank file last taken"), null=True)
    paid_on = models.DateField(_("paid on"), null=True)
    reference = models.CharField(_("the bank's reference"), max_length=100, blank=True)

    objects = PayoutRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout run")
        verbose_name_plural = _("payout runs")
        indexes = [models.Index(fields=["state", "-id"], name="payout_run_by_state")]

    named_by = ()

    def __str__(self) -> str:
        return f"P-{self.pk or 0:05d}"

    @property
    def is_by_schedule(self) -> bool:
        return self.week is not None

    # --- what the bodies of the flow do with it ----------------------------------------------

    def begin(self, *, until: date, actor: Any) -> None:
        self.until = until
        # Of a day that is not over all that is there now counts.
        self.period_end = min(end_of(until), clock.now())
        if isinstance(actor, System):
            self.week = until + timedelta(days=1)
            if type(self).objects.of_week(self.week).exists():
                raise Refused("prepared_already", _("This week's run is prepared already."))
        else:
            self.prepared_by = actor

    def reckon(self) -> None:
        """The lines, which are written once the run has a key, and what they come to."""
        self.drafts = [PayoutLine(**vars(share)) for share in reckon(self.period_end)]
        due = [line for line in self.drafts if line.outcome == Outcome.DUE]
        if not due:
            text = _(
                "Nobody can be paid: either nothing was earned, or what was earned cannot go out."
            )
            raise Refused("nothing_to_pay", text)
        self.total, self.payments = sum((line.amount for line in due), Decimal(0)), len(due)

    def needs_another(self, actor: Any) -> bool:
        """Whether a second person has to approve after this one."""
        is_first = self.prepared_by_id is None and self.checked_by_id is None
        limit = policy(PayoutsPolicy).second_person_above
        return is_first and self.total > limit and not isinstance(actor, System)

    def drop(self, line: PayoutLine, *, why: str) -> None:
        line.outcome, line.why = Outcome.LEFT_OUT, why
        line.save(update_fields=["outcome", "why"])
        self.sum_up()

    def fail(self, line: PayoutLine, *, reason: str) -> None:
        line.outcome, line.reason = Outcome.FAILED, reason
        line.save(update_fields=["outcome", "reason"])
        self.sum_up()

    def note_payment(self, *, on: date, reference: str) -> None:
        self.paid_on, self.reference = on, reference

    def sum_up(self) -> None:
        """What its lines come to now."""
        found = self.lines.payments().aggregate(total=Sum("amount"), payments=Count("pk"))
        self.total, self.payments = found["total"] or Decimal(0), found["payments"]

    def bank_file(self) -> BankFile:
        return BankFile.of(self)

    def note_export(self) -> None:
        self.exports += 1
        self.file_sha256 = self.bank_file().sha256
        self.exported_at = clock.now()
