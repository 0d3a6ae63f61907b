"""What is done with a job's money: asked for, reserved, settled, given back. Under the job's lock.

Lock order: the job, the invoice, accounts by id, the counter of invoice numbers last.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import translation

from addons.base import clock
from addons.base.policies import policy
from addons.base.workflow import Actor, Door, System
from addons.billing.models import Invoice
from addons.billing.points import Shares, issue, legs, shares_of
from addons.ledger.models import Hold
from addons.ledger.points import capture, hold, release, wallet_of
from addons.payments.points import ask_for, give_back

from .conditions import settlement_of
from .fees import line_of_fee, shares_of_fee
from .kinds import JOB_PAYMENT, LATE_FEE, back_key, card_key, fee_key, hold_key, invoice_key
from .models import JobPaymentPolicy, Settlement

if TYPE_CHECKING:
    from addons.jobs.models import Job
    from addons.payments.models import Payment

MONEY = System("job_payments")


def settlement_for(job: Job) -> Settlement:
    """The job's own, or a new one for a job from before this addon was on."""
    found = settlement_of(job)
    if found is not None:
        found.job = job  # as the door has it, not as the row still reads
        return found
    known = Hold.objects.filter(key=hold_key(job.pk)).first()
    return Settlement(job=job, total=job.total, hold=known)


# --- before the work -------------------------------------------------------------------------


def reserve(job: Job) -> Hold:
    """Keep the whole price in the customer's wallet; too little of it refuses."""
    return hold(wallet_of(job.customer), job.total, key=hold_key(job.pk), for_record=job)


def ask_by_card(job: Job, *, attempt: int, actor: Actor) -> Payment:
    """A payment page for the whole price."""
    with translation.override(job.customer.language):
        text = f"{job.number} · {job.category.name}"
    return ask_for(
        job.customer,
        job.total,
        key=card_key(job.pk, attempt),
        text=text,
        for_record=job,
        actor=MONEY,
        via=Door.FOLLOW_UP,
        back=job.get_absolute_url(),
    )


def pay_until(job: Job, actor: Actor) -> datetime:
    """Some minutes from now; what was booked ahead has until a day before. Never past the start."""
    rules, now = policy(JobPaymentPolicy), clock.now()
    until = now + timedelta(minutes=rules.minutes_to_pay)
    if isinstance(actor, System):
        until = max(until, job.starts_at - timedelta(hours=rules.hours_ahead_to_pay))
    return until if job.scheduled_at is None else min(until, job.scheduled_at)


# --- when the work counts --------------------------------------------------------------------


def settle(job: Job, *, actor: Actor) -> None:
    """What was reserved goes to provider, house and tax office; either way there is an invoice.

    Without reserved money, as with cash, the invoice is open.
    """
    settlement = settlement_for(job)
    if job.total > 0 and settlement.invoice is None:
        shares = shares_of(job.total, tax=job.tax, commission=job.commission)
        paid = Decimal(0)
        if settlement.holds_money:
            take(settlement, shares, kind=JOB_PAYMENT, actor=actor)
            paid = job.total
        settlement.invoice = bill(
            job, invoice_key(job.pk), lines=job.lines, paid=paid, commission=job.commission
        )
    settlement.keep()


def take(settlement: Settlement, shares: Shares, *, kind: str, actor: Actor) -> None:
    """Capture so much of the hold, for whoever did the work; the rest is released."""
    assert settlement.hold is not None
    job = settlement.job
    to = legs(shares, provider_user=provider_user_of(job))
    capture(settlement.hold, shares.total, kind=kind, to=to, actor=actor, text=job.number)
    settlement.hold = Hold.objects.get(pk=settlement.hold.pk)


def bill(
    job: Job, key: str, *, lines: list[dict[str, Any]], paid: Decimal, commission: Decimal
) -> Invoice:
    return issue(
        key=key,
        customer=job.customer,
        provider_user=provider_user_of(job),
        lines=lines,
        for_record=job,
        actor=MONEY,
        via=Door.FOLLOW_UP,
        commission=commission,
        paid=paid,
    )


def provider_user_of(job: Job) -> Any:
    """Who earns: the provider who has the job when it ends."""
    return job.provider.user if job.provider is not None else None


# --- when it does not come to that -----------------------------------------------------------


def unwind(job: Job, *, fee: Decimal, actor: Actor, reason: str) -> None:
    """What was reserved is free again, or on its way back to the card, less the fee."""
    settlement = settlement_for(job)
    if settlement.holds_money:
        assert settlement.hold is not None
        shares = shares_of_fee(job, fee)
        if fee:
            take(settlement, shares, kind=LATE_FEE, actor=actor)
        else:
            settlement.hold = release(settlement.hold)
        if settlement.payment is not None:
            back = min(settlement.total - fee, settlement.payment.left)
            send_back(settlement.payment, back, key=back_key(job.pk), reason=reason)
        if fee:
            with translation.override(job.customer.language):
                line = line_of_fee(job, shares)
            settlement.invoice = bill(
                job, fee_key(job.pk), lines=[line], paid=fee, commission=shares.commission
            )
    settlement.keep()


def send_back(payment: Payment, amount: Decimal, *, key: str, reason: str) -> None:
    """To the card it came from, unless nothing is left of it."""
    if amount > 0:
        data = {"key": key, "reason": reason, "actor": MONEY, "via": Door.FOLLOW_UP}
        give_back(payment, amount, **data)  # type: ignore[arg-type]
