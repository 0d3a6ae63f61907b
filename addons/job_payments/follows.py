"""What a job does to money and what money does to a job, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from addons.base import clock
from addons.base.faults import fault
from addons.base.points import follows
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.base.workflow.steps import lock
from addons.billing.flow import InvoiceFlow
from addons.billing.points import Shares, legs, record_payment
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.points import when_called_off, when_confirmed
from addons.jobs.states import CANCELLED
from addons.ledger.points import post, wallet_of
from addons.payments.flow import PaymentFlow
from addons.payments.points import take_cash

from .arguments import PROVIDER
from .extends.jobs_job import JobMoney
from .fees import fee_for_cancelling
from .kinds import CARD, JOB_PAYMENT, WALLET, cash_key, too_late_key
from .models import Settlement
from .settling import (
    MONEY,
    ask_by_card,
    pay_until,
    reserve,
    send_back,
    settle,
    settlement_for,
    unwind,
)

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change
    from addons.billing.models import Invoice
    from addons.payments.models import Payment


@follows(JobFlow.book)
def begin(job: Job, change: Change) -> None:
    """The wallet keeps the money from now on; a card is asked for it; cash waits."""
    settlement = Settlement(job=job, total=job.total)
    if job.total > 0 and job.payment_method == WALLET:
        settlement.hold = reserve(job)
    elif job.total > 0 and job.payment_method == CARD:
        sequence = change.event.sequence
        settlement.payment = ask_by_card(job, attempt=sequence, actor=change.actor)
        settlement.pay_until = pay_until(job, change.actor)
    settlement.keep()


@follows(JobMoney.pay)
def ask_again(job: Job, change: Change) -> None:
    settlement = settlement_for(job)
    sequence = change.event.sequence
    settlement.payment = ask_by_card(job, attempt=sequence, actor=change.actor)
    settlement.keep()


@follows(PaymentFlow.succeed)
def take_the_card_payment(payment: Payment, change: Change) -> None:
    """Reserve what came for the job, and let it be offered. What comes too late goes back at once."""
    if payment.about_type != Job._meta.label_lower or not payment.is_card:
        return
    fault("job_payments:card-paid")
    job = lock(Job(pk=int(payment.about_id)), actor=MONEY)
    settlement = settlement_for(job)
    if not job.is_held_back or has_passed(job):
        reason = _("%(job)s was not waiting for it any more.") % {"job": job.number}
        key = too_late_key(payment.pk)
        send_back(payment, payment.amount, key=key, reason=reason)
        return
    settlement.payment, settlement.hold = payment, reserve(job)
    settlement.keep()
    perform(job, JobFlow.begin_to_look, actor=MONEY, via=Door.FOLLOW_UP)


def has_passed(job: Job) -> bool:
    """Nobody is sent into the past."""
    return job.scheduled_at is not None and job.scheduled_at <= clock.now()


@when_confirmed
def settle_the_work(job: Job, change: Change) -> None:
    settle(job, actor=change.actor)
    fault("job_payments:settled")


@when_called_off
def unwind_it(job: Job, change: Change) -> None:
    fee = fee_for_cancelling(job, change.actor, state=change.previous_state, via=change.via)
    unwind(job, fee=fee, actor=change.actor, reason=change.reason)
    fault("job_payments:unwound")


@follows(JobMoney.settle_leftover)
def follow_the_override(job: Job, change: Change) -> None:
    """As the state says that was set by hand, without a fee."""
    if job.state == CANCELLED.key:
        reason = _("%(job)s was cancelled by our staff.") % {"job": job.number}
        unwind(job, fee=job.total * 0, actor=change.actor, reason=reason)
    else:
        settle(job, actor=change.actor)


@follows(JobMoney.record_cash)
def take_the_cash(job: Job, change: Change) -> None:
    """Through the wallet to provider, house and tax office; whoever has the cash owes it."""
    settlement = settlement_for(job)
    invoice = settlement.invoice
    assert invoice is not None and job.provider is not None  # the condition saw to it
    amount = change.arguments["amount"] or settlement.due
    is_providers = change.arguments["received_by"] == PROVIDER
    key = cash_key(job.pk, change.event.sequence)
    record_payment(invoice, amount, key=key, actor=MONEY, via=Door.FOLLOW_UP)
    receipt = invoice.receipts.get(key=key)
    take_cash(
        job.customer,
        amount,
        key=key,
        received_by=job.provider.user if is_providers else change.actor,
        for_record=job,
        actor=MONEY,
        via=Door.FOLLOW_UP,
        text=job.number,
    )
    shares = Shares(total=amount, net=receipt.net, commission=receipt.commission, tax=receipt.tax)
    post(
        kind=JOB_PAYMENT,
        key=key,
        legs=[(wallet_of(job.customer), -amount), *legs(shares, provider_user=job.provider.user)],
        actor=change.actor,
        for_record=job,
        text=job.number,
    )
    fault("job_payments:cash-taken")


@follows(InvoiceFlow.receive, InvoiceFlow.pay_from_wallet, InvoiceFlow.take_back_part)
def measure_again(invoice: Invoice, change: Change) -> None:
    """Paid, in part or whole, or given back."""
    for settlement in Settlement.objects.about_invoice(invoice).with_money():
        settlement.keep()
