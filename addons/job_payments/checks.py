"""What always holds between jobs and their money; `manage.py verify` asks."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from addons.base.points import verifies
from addons.jobs.models import Job
from addons.ledger.models import Hold, Transfer

from .kinds import CARD, JOB_PAYMENT, WALLET
from .models import Settlement

BATCH = 1000


@verifies
def open_holds_of_ended_jobs() -> Iterator[str]:
    """A job that has ended holds nobody's money."""
    ended = Settlement.objects.filter(job__in=Job.objects.ended()).with_open_hold()
    for settlement in ended.select_related("job", "hold").iterator(BATCH):
        yield (
            f"{settlement.job} has ended ({settlement.job.state}) and still holds "
            f"{settlement.hold.amount}; `manage.py sweep job_payments.settle_leftovers` settles it."
        )


@verifies
def unsettled_work() -> Iterator[str]:
    """Confirmed work that was paid before is captured whole, once, and billed as paid."""
    done = Job.objects.confirmed().filter(payment_method__in=[WALLET, CARD], total__gt=0)
    whole = Q(
        settlement__hold__state="captured",
        settlement__hold__captured=F("settlement__total"),
        settlement__invoice__isnull=False,
        settlement__invoice__prepaid=F("settlement__total"),
    )
    for job in done.exclude(pk__in=done.filter(whole).values("pk")).iterator(BATCH):
        yield f"{job} is done and was to be paid by {job.payment_method}, but is not settled."


@verifies
def kept_figures() -> Iterator[str]:
    """What is kept of a settlement for lists is what hold, card payment and invoice say."""
    for settlement in Settlement.objects.with_money().iterator(BATCH):
        now = settlement.measured()
        kept = (settlement.standing, settlement.paid, settlement.due)
        if kept != (now.standing, now.paid, now.due):
            yield f"{settlement.job} says {kept[0]}, its money {now.standing.value}."


@verifies
def money_of_no_settlement() -> Iterator[str]:
    """Every hold and every capture for a job belongs to its settlement."""
    holds = Hold.objects.filter(record_type=Job._meta.label_lower)
    known = Settlement.objects.filter(hold__isnull=False).values("hold")
    for hold in holds.exclude(pk__in=known).iterator(BATCH):
        yield f"The hold {hold.key} belongs to no job's settlement."
    twice = Transfer.objects.filter(kind=JOB_PAYMENT, hold__isnull=True)
    for transfer in twice.exclude(key__contains=":cash:").iterator(BATCH):
        yield f"The transfer {transfer.key} took money for a job without a hold."
