"""A consultation at one moment, in figures: what pages, sockets and the API show of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from . import charging, timing

if TYPE_CHECKING:
    from .models import Consultation, Meter


@dataclass(frozen=True)
class Figures:
    """Seconds that count, what they cost, and how far the money reaches."""

    elapsed_s: int
    cost: Decimal
    funded_until: datetime | None
    balance: Decimal
    remaining_s: int
    paused_side: str = ""
    paused_since: datetime | None = None


def figures_of(consultation: Consultation, now: datetime) -> Figures:
    """Time, cost and money as they are now, or were at the end."""
    meter: Meter | None = getattr(consultation, "meter", None)
    started = consultation.started_at
    if not consultation.is_active or meter is None or meter.hold is None or started is None:
        until = meter.funded_until if meter is not None else None
        cost = consultation.cost or Decimal(0)
        return Figures(consultation.duration_s or 0, cost, until, Decimal(0), 0)
    rate, gaps = consultation.tariff, consultation.gaps(now)
    cost = charging.charge(rate, started, now, gaps, funded=meter.funded)
    wallet = meter.hold.account
    ahead = charging.affordable(rate, meter.funded + max(wallet.available, Decimal(0)))
    reached = charging.reach(rate, started, gaps, ahead)
    silent = timing.silences(consultation.signs(), now)
    return Figures(
        elapsed_s=charging.seconds(charging.connected(started, now, gaps)),
        cost=cost,
        funded_until=consultation.funded_until(now),
        balance=wallet.balance - cost,
        remaining_s=max(int((reached - now).total_seconds()), 0),
        paused_side=silent[0][0] if silent else "",
        paused_since=min((since for _side, since, _now in silent), default=None),
    )
