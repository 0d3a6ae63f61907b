"""What must always hold of consultations, asked by `manage.py verify`."""

from __future__ import annotations

from collections.abc import Iterator

from addons.base.money import display
from addons.base.points import verifies
from addons.billing.models import Invoice
from addons.ledger.models import Hold
from addons.ledger.states import HoldState

from . import charging
from .models import Consultation, Meter
from .settling import INVOICE_KEY

CHUNK = 500


@verifies
def consultations_are_charged_once() -> Iterator[str]:
    """One charge for each that has ended, of its own hold, and what the same function says."""
    ended = Consultation.objects.ended().select_related("meter__hold")
    for consultation in ended.prefetch_related("meter__gaps", "meter__slices").iterator(CHUNK):
        for sentence in _breaks_of_ended(consultation):
            yield f"{consultation}: {sentence}"


@verifies
def nothing_is_held_for_the_ended() -> Iterator[str]:
    """No hold is left of what has ended, and each running meter has its own."""
    kept = Hold.objects.filter(state=HoldState.HELD, meter__isnull=False)
    for key in kept.filter(meter__is_running=False).values_list("key", flat=True):
        yield f"{key} is still held, but its meter stands."
    running = Meter.objects.filter(is_running=True).select_related("hold", "consultation")
    for meter in running.prefetch_related("slices").iterator(CHUNK):
        for sentence in _breaks_of_running(meter):
            yield f"{meter.consultation}: {sentence}"
    active = Consultation.objects.active().exclude(meter__is_running=True)
    for consultation in active.iterator():
        yield f"{consultation} is active, but its meter does not run."


@verifies
def consultations_have_one_invoice() -> Iterator[str]:
    """Each that cost something has its invoice over exactly that."""
    priced = Consultation.objects.ended().filter(cost__gt=0)
    for consultation in priced.iterator():
        invoice = Invoice.objects.filter(key=INVOICE_KEY % consultation.pk).first()
        if invoice is None:
            yield f"{consultation} has no invoice."
        elif invoice.total != consultation.cost:
            yield f"{consultation} cost {display(consultation.cost)}, its invoice says otherwise."


def _breaks_of_ended(consultation: Consultation) -> Iterator[str]:
    meter, cost = consultation.meter, consultation.cost
    started, ended = consultation.started_at, consultation.ended_at
    if meter.hold is None or cost is None or started is None or ended is None:
        yield "it has ended without a hold, a cost or its times."
        return
    if meter.is_running:
        yield "it has ended, but its meter runs."
    if meter.hold.captured != cost or (meter.hold.state == HoldState.CAPTURED) != bool(cost):
        yield f"it cost {display(cost)}, but {display(meter.hold.captured)} was taken."
    gaps, rate = meter.spans(), consultation.tariff
    if cost != charging.charge(rate, started, ended, gaps, funded=meter.funded):
        yield f"it cost {display(cost)}, which is not what its times and pauses come to."
    if ended > charging.reach(rate, started, gaps, meter.increments):
        yield "it went on after its money was used up."
    if sum(line.amount for line in consultation.bill()[:-1]) != cost:
        yield "its bill does not sum to its cost."


def _breaks_of_running(meter: Meter) -> Iterator[str]:
    slices = list(meter.slices.all())
    price = charging.price(meter.consultation.tariff, meter.increments)
    if meter.funded != price or sum(each.amount for each in slices) != price:
        yield "what is held is not what its increments cost."
    if not slices or slices[-1].increments != meter.increments:
        yield "its slices do not reach as far as its meter says."
