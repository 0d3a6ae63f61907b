"""What always holds of appointments: who has a time ahead has its quarter hours, and only they."""

from __future__ import annotations

from collections.abc import Iterator

from addons.base import clock
from addons.base.points import verifies

from .models import Appointment, TakenQuarter
from .states import BEGUN, CANCELLED, LAPSED


@verifies
def appointments_have_their_time() -> Iterator[str]:
    booked = Appointment.objects.booked().order_by("pk").prefetch_related("taken")
    for each in booked.iterator(chunk_size=500):
        taken = {row.quarter for row in each.taken.all() if row.provider_id == each.provider_id}
        if taken != each.quarters():
            yield f"appointment {each.pk} is for {each.starts_at}, {len(taken)} quarter hours taken"


@verifies
def no_time_is_kept_for_nothing() -> Iterator[str]:
    over = TakenQuarter.objects.filter(
        appointment__state__in=(LAPSED, CANCELLED), quarter__gt=clock.now()
    )
    for pk in over.order_by("appointment").values_list("appointment", flat=True).distinct():
        yield f"appointment {pk} is over and takes time that is ahead"


@verifies
def what_has_begun_is_a_talk() -> Iterator[str]:
    begun = Appointment.objects.filter(state=BEGUN, talk=None).order_by("pk")
    for pk in begun.values_list("pk", flat=True).iterator(chunk_size=500):
        yield f"appointment {pk} has begun without a consultation"
