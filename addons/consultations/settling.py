"""The end of a talk in money: what it costs is taken from what was held, the rest is free again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from addons.base.faults import fault
from addons.base.money import display, round_money
from addons.base.workflow import Door
from addons.billing.points import Shares, issue, legs, shares_of, tax_within
from addons.ledger.points import capture, release

from . import timing
from .charging import Line
from .models import Consultation, Gap

if TYPE_CHECKING:
    from decimal import Decimal

    from addons.base.workflow import Actor

KIND = "consultation"
INVOICE_KEY = "consultation:%s"


def settle(consultation: Consultation, *, actor: Actor) -> None:
    """Stop the meter, settle and issue the invoice; in the transaction that ends the consultation."""
    stop(consultation)
    fault("consultations:meter-stopped")
    held = consultation.meter.hold
    assert held is not None  # it has run
    if not consultation.cost:
        release(held)
        return
    shares = shares_for(consultation, consultation.cost)
    to = legs(shares, provider_user=consultation.provider.user)
    capture(held, consultation.cost, kind=KIND, to=to, actor=actor)
    fault("consultations:captured")
    issue_invoice(consultation, shares, actor=actor)
    fault("consultations:settled")


def shares_for(consultation: Consultation, cost: Decimal) -> Shares:
    """How so much falls to consultant, house and tax office; the price includes the tax."""
    tax = tax_within(cost, consultation.tax_rate)
    commission = round_money((cost - tax) * consultation.commission_percent / 100)
    return shares_of(cost, tax=tax, commission=commission)


def stop(consultation: Consultation) -> None:
    """The pauses that are not over end with it, and the meter runs no more."""
    ended, meter = consultation.ended_at, consultation.meter
    assert ended is not None  # it has just ended
    for side, start, _now in timing.silences(consultation.signs(meter), ended):
        if start < ended:
            Gap.objects.create(meter=meter, side=side, start=start, end=ended)
    meter.is_running, meter.orphan_since = False, None
    meter.save(update_fields=["is_running", "orphan_since"])


# --- the invoice -----------------------------------------------------------------------------------


def issue_invoice(consultation: Consultation, shares: Shares, *, actor: Actor) -> None:
    """Paid already; with the bill that both sides can read."""
    customer = consultation.customer
    zone = ZoneInfo(customer.time_zone)
    with translation.override(customer.language), timezone.override(zone):
        line = {
            "description": description_of(consultation),
            "quantity": 1,
            "unit_price": shares.total - shares.tax,
            "amount": shares.total - shares.tax,
            "tax_rate": consultation.tax_rate,
            "tax": shares.tax,
        }
        issue(
            key=INVOICE_KEY % consultation.pk,
            customer=customer,
            provider_user=consultation.provider.user,
            lines=[line],
            for_record=consultation,
            actor=actor,
            via=Door.FOLLOW_UP,
            commission=shares.commission,
            paid=shares.total,
            annex=[annex_of(consultation)],
        )


def description_of(consultation: Consultation) -> str:
    return _("Consultation %(number)s with %(name)s, %(time)s at %(price)s a minute") % {
        "number": consultation,
        "name": consultation.provider.display_name,
        "time": digits(consultation.duration_s or 0),
        "price": display(consultation.price_per_minute),
    }


def annex_of(consultation: Consultation) -> dict[str, Any]:
    """Each funded slice, pause and the end, with time and amount."""
    return {
        "title": _("How it was charged, tax included"),
        "columns": [_("From"), _("Until"), _("What"), _("Charged")],
        "rows": [
            [clock_time(line.at), clock_time(line.until), said(line, consultation), amount(line)]
            for line in consultation.bill()
        ],
    }


def said(line: Line, consultation: Consultation) -> str:
    """What the line of the bill is, in words."""
    if line.kind == "funded":
        return _("Time paid for; %(held)s was set aside") % {"held": display(line.held)}
    if line.kind == "pause":
        if line.side == "provider":
            return _("Paused, not charged: the consultant was gone")
        return _("Paused, not charged: the customer was gone")
    return _("%(reason)s. In all:") % {"reason": consultation.get_end_reason_display()}


def amount(line: Line) -> str:
    return display(line.amount)


def clock_time(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j M H:i:s")


def digits(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02d}"
