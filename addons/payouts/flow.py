"""The life of a payout run. What it does to money is in follows.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import (
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Flow,
    State,
    Tone,
    condition,
    transition,
)

from .arguments import (
    FailArguments,
    LeaveOutArguments,
    PaidArguments,
    PrepareArguments,
    ReasonArguments,
)
from .states import APPROVED, CHECKED, DISCARDED, PAID, PREPARED

if TYPE_CHECKING:
    from datetime import date

    from .models import PayoutLine, PayoutRun


@condition(
    "second_person",
    _("You have prepared or approved it yourself. Somebody else has to approve it now."),
)
def is_another_person(run: PayoutRun, actor: Any) -> bool:
    return actor.pk is None or actor.pk not in {run.prepared_by_id, run.checked_by_id}


@condition("not_exported", _("Download the bank file first and give it to the bank."))
def is_exported(run: PayoutRun, actor: Any) -> bool:
    return run.exports > 0


@condition("nothing_to_pay", _("No line is left to pay. Discard the run."))
def has_something_to_pay(run: PayoutRun, actor: Any) -> bool:
    return run.payments > 0


class PayoutRunFlow(Flow):
    states = (PREPARED, CHECKED, APPROVED, PAID, DISCARDED)
    notes = {"internal": "payouts.manage_runs"}
    history_permission = "payouts.manage_runs"

    @transition(
        source=NEW,
        target=PREPARED,
        label=_("Prepare a payout run"),
        permission="payouts.manage_runs",
        arguments=PrepareArguments,
        event="PAYOUTS_PREPARED",
    )
    def prepare(self: PayoutRun, *, actor: Any, until: date) -> None:
        """Who has earned how much by the end of a day, and who of them can be paid."""
        self.begin(until=until, actor=actor)
        self.reckon()

    @transition(
        source=[PREPARED, CHECKED],
        target=(CHECKED, APPROVED),
        label=_("Approve"),
        icon="check-lg",
        permission="payouts.manage_runs",
        conditions=[is_another_person],
        event="PAYOUTS_APPROVED",
        primary=True,
        confirm=_("The money of each line is set aside, so that nothing else can take it."),
        done=_("Your approval is noted."),
        taken=_("It has been approved or discarded already."),
    )
    def approve(self: PayoutRun, *, actor: Any) -> State:
        """The money is set aside; above the limit once two people have approved."""
        if self.needs_another(actor):
            self.checked_by = actor
            return CHECKED
        self.approved_by_id = actor.pk
        return APPROVED

    @transition(
        source=APPROVED,
        target=SAME,
        label=_("Leave a line out"),
        permission=SYSTEM_ONLY,
        arguments=LeaveOutArguments,
        doors=MACHINE_DOORS,
        event="PAYOUTS_LINE_LEFT_OUT",
    )
    def leave_out(self: PayoutRun, *, line: PayoutLine, why: str) -> None:
        """What was to be paid is not there any more, or must not go there."""
        self.drop(line, why=why)

    @transition(
        source=[APPROVED, PAID],
        target=SAME,
        label=_("Download the bank file"),
        icon="download",
        permission="payouts.manage_runs",
        conditions=[has_something_to_pay],
        # Whoever takes the file down does this: its own page is the only way to it.
        doors=MACHINE_DOORS,
        event="PAYOUTS_EXPORTED",
    )
    def export(self: PayoutRun) -> None:
        """Somebody takes down the file for the bank."""
        self.note_export()

    @transition(
        source=APPROVED,
        target=PAID,
        label=_("Mark as paid"),
        icon="bank",
        permission="payouts.manage_runs",
        arguments=PaidArguments,
        conditions=[has_something_to_pay, is_exported],
        event="PAYOUTS_PAID",
        primary=True,
        confirm=_("Do this when the bank has paid. Each provider is told what they get."),
        done=_("It is paid, and the providers are told."),
        taken=_("It was marked as paid or discarded already."),
    )
    def mark_paid(self: PayoutRun, *, paid_on: date, reference: str) -> None:
        """The bank has paid: the earnings are gone, with the cash that was netted."""
        self.note_payment(on=paid_on, reference=reference)

    @transition(
        source=[APPROVED, PAID],
        target=SAME,
        label=_("A payment came back"),
        icon="x-circle-fill",
        permission="payouts.manage_runs",
        arguments=FailArguments,
        conditions=[has_something_to_pay],
        event="PAYOUTS_LINE_FAILED",
        tone=Tone.DANGER,
        confirm=_("The money is with the provider's earnings again; the next run pays it."),
        done=_("The money is with their earnings again, and they are told."),
    )
    def fail_line(self: PayoutRun, *, line: PayoutLine, reason: str) -> None:
        """The bank could not pay one of the lines; its money is the provider's again."""
        self.fail(line, reason=reason)

    @transition(
        source=[PREPARED, CHECKED, APPROVED],
        target=DISCARDED,
        label=_("Discard"),
        icon="trash",
        permission="payouts.manage_runs",
        arguments=ReasonArguments,
        event="PAYOUTS_DISCARDED",
        tone=Tone.DANGER,
        confirm=_(
            "Nothing of it is paid and the money set aside is free again. If the bank has the file "
            "already, stop it there first."
        ),
        done=_("It is discarded, and the money is free again."),
        taken=_("It was paid or discarded already."),
    )
    def discard(self: PayoutRun) -> None:
        """Nothing of it is paid; what was set aside is free again."""
