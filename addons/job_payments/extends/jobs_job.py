"""Everything that payments do to a job: cash is written down, a card may be tried again."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.workflow import (
    ANY,
    MACHINE_DOORS,
    SAME,
    SYSTEM_ONLY,
    Refused,
    extends,
    transition,
)
from addons.jobs.flow import JobFlow
from addons.jobs.states import PENDING

from ..arguments import CashArguments
from ..conditions import (
    did_it,
    has_no_open_payment,
    has_unsettled_money,
    is_due,
    is_not_awaited,
    settlement_of,
    waits_for_a_card,
)

if TYPE_CHECKING:
    from addons.jobs.models import Job


@extends("jobs.Job", conditions={JobFlow.assign: [is_not_awaited]})
class JobMoney:
    @transition(
        source=PENDING,
        target=SAME,
        label=_("Pay by card"),
        confirm=_("The last try did not work. We open a new payment page for you."),
        icon="credit-card",
        primary=True,
        permission="job_payments.pay_job",
        conditions=[waits_for_a_card, has_no_open_payment],
        customer_label=_("A card payment was begun again"),
        done=_("Go on to pay."),
    )
    def pay(self: Job) -> None:
        """After a payment that failed: open another one."""

    @transition(
        # Whenever an invoice is open, in whichever state the work counts as confirmed.
        source=ANY,
        target=SAME,
        label=_("Record cash"),
        confirm=_("Write down what the customer has given in cash. Both sides are told."),
        icon="cash-coin",
        primary=True,
        permission="job_payments.record_cash",
        arguments=CashArguments,
        conditions=[is_due, did_it],
        event="JOB_PAID",
        customer_label=_("Cash was received"),
        done=_("The cash is written down."),
    )
    def record_cash(self: Job, *, amount: Decimal | None, received_by: str) -> None:
        """The customer paid in cash, all that is due or a part of it."""
        settlement = settlement_of(self)
        assert settlement is not None  # the condition saw to it
        if amount is not None and amount > settlement.due:
            text = gettext("Only %(due)s is to be paid.") % {"due": money.display(settlement.due)}
            raise Refused("too_much", text, field="amount", due=money.as_json(settlement.due))

    @transition(
        source=ANY,
        target=SAME,
        label=_("Settle what was left"),
        permission=SYSTEM_ONLY,
        conditions=[has_unsettled_money],
        doors=MACHINE_DOORS,
        customer_label=_("The payment was settled"),
    )
    def settle_leftover(self: Job) -> None:
        """Its state was set by hand, which moves no money: now the money follows."""
