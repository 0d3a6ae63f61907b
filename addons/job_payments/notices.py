"""What people are told of the money of a job by inbox and e-mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.notifications.points import declare_notice

from .arguments import OFFICE
from .conditions import settlement_of
from .extends.jobs_job import JobMoney
from .kinds import WALLET, cash_key
from .models import Settlement
from .states import Standing

FIELDS = {
    "number": _("the job's number"),
    "service": _("what is to be done"),
    "total": _("what it costs"),
    "when": _("when it is to be done"),
}


def job_of(event: Event) -> Job:
    job: Job = Job.objects.with_people().get(pk=event.record_id)
    return job


def facts(event: Event) -> dict[str, Any]:
    job = job_of(event)
    return {
        "number": job.number,
        "service": job.category.name,
        "total": job.total,
        "when": job.scheduled_at or _("as soon as possible"),
    }


def page_of(event: Event) -> str:
    return job_of(event).get_absolute_url()


def about_settlement(event: Event, holds: Callable[[Settlement, Job], bool]) -> Iterable[int]:
    """The customer, where it holds and they did not do it themselves."""
    job = job_of(event)
    settlement = settlement_of(job)
    if settlement is None or not holds(settlement, job):
        return ()
    return [job.customer_id]


# --- booked by somebody else ---------------------------------------------------------------------


def who_has_to_pay(event: Event) -> Iterable[int]:
    """For whom it was booked, by our staff or ahead of time: nobody was led to a page to pay."""
    return about_settlement(
        event,
        lambda settlement, job: (
            settlement.standing == Standing.AWAITED and event.actor_id != job.customer_id
        ),
    )


def facts_to_pay(event: Event) -> dict[str, Any]:
    settlement = settlement_of(job_of(event))
    return facts(event) | {"until": settlement.pay_until if settlement is not None else ""}


declare_notice(
    "to_pay",
    after=JobFlow.book,
    audience=who_has_to_pay,
    title=_("A booking waits for your card payment"),
    subject=_("Pay {total} for {service} until {until}"),
    text=_(
        "{service}, {when}, is booked for you and costs {total}. Pay by card on its page until "
        "{until}; then we ask the provider. What is not paid by then is cancelled and costs nothing."
    ),
    fields=FIELDS | {"until": _("until when it has to be paid")},
    context=facts_to_pay,
    url=page_of,
    locked=("inbox",),
)


def whose_wallet_was_too_small(event: Event) -> Iterable[int]:
    """A booking made ahead that was to be paid from the wallet is paid otherwise."""
    job = job_of(event)
    asked = event.arguments.get("payment_method")
    return [job.customer_id] if asked == WALLET != job.payment_method else ()


declare_notice(
    "cash_instead",
    after=JobFlow.book,
    audience=whose_wallet_was_too_small,
    title=_("The next date is to be paid in cash"),
    subject=_("{service}, {when}: please pay in cash this time"),
    text=_(
        "There was not enough in your wallet to reserve {total} for {number}. It is booked all the "
        "same; you pay the provider in cash when the work is done. Top up the wallet and the dates "
        "after it are paid from there again."
    ),
    fields=FIELDS,
    context=facts,
    url=page_of,
    locked=("inbox",),
)

# --- the end -------------------------------------------------------------------------------------


def who_reads_of_cash(event: Event) -> Iterable[int]:
    """The customer; the provider too where our staff wrote it down."""
    job = job_of(event)
    people = {job.customer_id}
    if job.provider is not None:
        people.add(job.provider.user_id)
    return people - {event.actor_id}


def facts_of_cash(event: Event) -> dict[str, Any]:
    job = job_of(event)
    settlement = settlement_of(job)
    assert settlement is not None and settlement.invoice is not None  # cash is taken for one
    receipt = settlement.invoice.receipts.get(key=cash_key(job.pk, event.sequence))
    is_office = event.arguments.get("received_by") == OFFICE
    provider = job.provider.display_name if job.provider is not None else ""
    return facts(event) | {
        "amount": receipt.amount,
        "who": _("our office") if is_office else provider,
        "invoice": settlement.invoice.number,
    }


declare_notice(
    "cash_recorded",
    after=JobMoney.record_cash,
    audience=who_reads_of_cash,
    title=_("Cash for a job is written down"),
    subject=_("{amount} in cash for {number}"),
    text=_(
        "{who} has received {amount} in cash for {service} ({number}), invoice {invoice}. If that "
        "is not so, tell us."
    ),
    fields=FIELDS
    | {
        "amount": _("how much was received"),
        "who": _("who has the money"),
        "invoice": _("the invoice's number"),
    },
    context=facts_of_cash,
    url=page_of,
    locked=("inbox",),
)


def who_paid_a_fee(event: Event) -> Iterable[int]:
    return about_settlement(event, lambda settlement, job: settlement.is_fee)


def facts_of_fee(event: Event) -> dict[str, Any]:
    settlement = settlement_of(job_of(event))
    assert settlement is not None  # else nobody is told
    return facts(event) | {"fee": settlement.paid, "rest": settlement.total - settlement.paid}


declare_notice(
    "late_fee",
    after=JobFlow.cancel,
    audience=who_paid_a_fee,
    title=_("A late cancellation costs a fee"),
    subject=_("{number}: {fee} for cancelling late"),
    text=_(
        "{number} was cancelled when somebody had kept the time for you, which costs {fee}. The "
        "rest, {rest}, is given back. The invoice is on the job's page."
    ),
    fields=FIELDS | {"fee": _("what cancelling cost"), "rest": _("what is given back")},
    context=facts_of_fee,
    url=page_of,
)
