"""The end of a talk in money: what it costs is taken from what was held, the rest is free again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.faults import fault
from addons.ledger.points import (
    COMMISSION_INCOME,
    TAX_PAYABLE,
    capture,
    earnings_of,
    house_account,
    release,
)

from . import timing
from .models import Consultation, Gap
from .shares import shares_of

if TYPE_CHECKING:
    from addons.base.workflow import Actor

KIND = "consultation"


def settle(consultation: Consultation, *, actor: Actor) -> None:
    """Stop the meter and settle; inside the transaction that ends the consultation."""
    stop(consultation)
    fault("consultations:meter-stopped")
    meter = consultation.meter
    if meter.hold is None:
        return
    if not consultation.cost:
        release(meter.hold)
    else:
        shares = shares_of(
            consultation.cost,
            tax_rate=consultation.tax_rate,
            commission_percent=consultation.commission_percent,
        )
        to = [
            (earnings_of(consultation.provider.user), shares.net),
            (house_account(COMMISSION_INCOME), shares.commission),
            (house_account(TAX_PAYABLE), shares.tax),
        ]
        to = [(account, amount) for account, amount in to if amount]
        capture(meter.hold, consultation.cost, kind=KIND, to=to, actor=actor)
    fault("consultations:settled")


def stop(consultation: Consultation) -> None:
    """The pauses that are not over end with it, and the meter runs no more."""
    ended, meter = consultation.ended_at, consultation.meter
    assert ended is not None  # it has just ended
    for side, start, _now in timing.silences(consultation.signs(meter), ended):
        if start < ended:
            Gap.objects.create(meter=meter, side=side, start=start, end=ended)
    meter.is_running = False
    meter.orphan_since = None
    meter.save(update_fields=["is_running", "orphan_since"])
