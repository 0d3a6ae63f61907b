"""What the buttons on the test gateway's page do: as a real one does, only that nobody pays.

Each message is signed and goes the way of every gateway's webhook.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.workflow import Conflict
from addons.base.workflow.states import Text

from .gateways.embedded import HEADER, EmbeddedGateway, secret
from .gateways.protocol import Became
from .gateways.signatures import signed
from .models import TrialCheckout
from .webhooks import receive

ENDED: Final = (Became.CANCELLED, Became.FAILED)


@dataclass(frozen=True)
class Button:
    """`press(checkout)` is offered while the checkout is in one of the states."""

    label: Text
    help: Text
    icon: str
    press: Callable[[TrialCheckout], None]
    states: tuple[Became, ...] = (Became.OPEN,)


def press(checkout: TrialCheckout, name: str) -> None:
    """Do what the button does, if it is still offered."""
    button = BUTTONS.get(name)
    if button is None or checkout.state not in button.states:
        raise Conflict(_("This was done already."))
    button.press(checkout)


def pay(checkout: TrialCheckout) -> None:
    charge(checkout)
    tell(checkout)


def fail(checkout: TrialCheckout) -> None:
    become(checkout, Became.FAILED)
    tell(checkout)


def cancel(checkout: TrialCheckout) -> None:
    become(checkout, Became.CANCELLED)
    tell(checkout)


def pay_late(checkout: TrialCheckout) -> None:
    """It is given up first; the money comes afterwards."""
    if checkout.state == Became.OPEN:
        cancel(checkout)
    pay(checkout)


def send_twice(checkout: TrialCheckout) -> None:
    charge(checkout)
    event = f"testev_{secrets.token_hex(12)}"
    tell(checkout, event=event)
    tell(checkout, event=event)


def pay_twice(checkout: TrialCheckout) -> None:
    """As when two tabs are open: two charges for the one payment."""
    pay(checkout)
    pay(checkout)


def charge(checkout: TrialCheckout) -> None:
    checkout.charges = [*checkout.charges, f"testpay_{secrets.token_hex(12)}"]
    become(checkout, Became.PAID)


def become(checkout: TrialCheckout, state: Became) -> None:
    checkout.state = state
    checkout.save(update_fields=["state", "charges"])


def tell(checkout: TrialCheckout, *, event: str = "") -> int:
    """Send the message that a gateway would send now; what it was answered."""
    body = message_of(checkout, event=event or f"testev_{secrets.token_hex(12)}")
    return receive(EmbeddedGateway.name, body, {HEADER: signed(body, secret=secret())})


def message_of(checkout: TrialCheckout, *, event: str) -> bytes:
    told = {
        "id": event,
        "became": checkout.state,
        "token": checkout.token,
        "checkout": checkout.reference,
        "charges": checkout.charges,
        "amount": f"{checkout.amount:f}",
        "currency": money.currency(),
    }
    return json.dumps(told).encode()


BUTTONS: Final = {
    "pay": Button(_("Pay"), _("The card is accepted."), "check-lg", pay),
    "fail": Button(_("Decline"), _("The bank says no."), "x-lg", fail),
    "cancel": Button(
        _("Cancel"), _("The payer goes back without paying."), "box-arrow-right", cancel
    ),
    "late": Button(
        _("Pay late"),
        _("It is cancelled, and the money comes afterwards."),
        "clock-history",
        pay_late,
        (Became.OPEN, *ENDED),
    ),
    "again": Button(
        _("Send twice"), _("Paid once, and we are told of it two times."), "envelope", send_twice
    ),
    "twice": Button(
        _("Pay twice"), _("Two charges; the second goes back."), "check2-all", pay_twice
    ),
    "silent": Button(
        _("Pay in silence"), _("Nobody tells us; we find out by asking."), "moon-stars", charge
    ),
}
