"""The figures of a consultation as sockets tell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from addons.base import clock
from addons.base.events.chain import plain
from addons.base.money import as_json
from addons.ledger.points import wallet_of

from . import timing
from .figures import Figures
from .models import Consultation
from .settling import shares_for


@dataclass(frozen=True)
class Snapshot:
    """A running consultation as it was read: what sides are told, and when to look again."""

    key: int
    figures: Figures
    earned: Decimal
    # Seconds from the reading to the next moment at which it may have to end.
    deadline_s: float


def snapshot(consultation: Consultation, now: datetime | None = None) -> Snapshot | None:
    """Nothing while it does not run. With `with_meter`, it asks the database for nothing more."""
    if not consultation.is_active:
        return None
    now = now or clock.now()
    figures = consultation.figures(now)
    earned = shares_for(consultation, figures.cost).net
    assert figures.funded_until is not None  # it runs
    deadline = timing.next_deadline(consultation.signs(), figures.funded_until)
    return Snapshot(consultation.pk, figures, earned, (deadline - now).total_seconds())


def billing_update(read: Snapshot, side: str) -> dict[str, Any]:
    figures = read.figures
    message: dict[str, Any] = {
        "type": "billing_update",
        "elapsed_s": figures.elapsed_s,
        "cost": as_json(figures.cost),
        "funded_until": plain(figures.funded_until),
        "remaining_s": figures.remaining_s,
        "paused": None,
    }
    if figures.paused_since is not None:
        message["paused"] = {"side": figures.paused_side, "since": plain(figures.paused_since)}
    if side != "provider":
        message["balance"] = as_json(figures.balance)
    if side != "customer":
        message["earned"] = as_json(read.earned)
    return message


def balance_after(consultation: Consultation, side: str) -> dict[str, Any]:
    """What is in the wallet after the end; for the consultant what they have earned."""
    message: dict[str, Any] = {}
    if side != "provider":
        message["balance"] = as_json(wallet_of(consultation.customer).balance)
    if side != "customer":
        cost = consultation.cost or Decimal(0)
        message["earned"] = as_json(shares_for(consultation, cost).net)
    return message
