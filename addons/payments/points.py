"""What other addons ask of payments.

Each is a unit of work of its own, or part of the caller's transaction. A key is made of business
facts: the same again gives the first result, and `Conflict` `idempotency_mismatch` if it was asked
for something else. Who asked for a payment takes the money from the payer's wallet in a
`@follows(PaymentFlow.succeed)` of its own; it is there when that runs.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext as _

from addons.base.models import Record
from addons.base.workflow import Actor, Conflict, Door, DoorError, NotFound
from addons.base.workflow.doors import create, perform
from addons.base.workflow.unit import unit_of_work

from .flow import PaymentFlow
from .kinds import CASH_IN_HAND
from .methods import Method
from .models import Payment, Repayment

__all__ = ["CASH_IN_HAND", "ask_for", "give_back", "take_cash", "top_up_url"]


def ask_for(
    payer: Any,
    amount: Decimal,
    *,
    key: str,
    text: str = "",
    for_record: Record | None = None,
    actor: Actor,
    via: Door,
    back: str = "",
) -> Payment:
    """A card payment that can now be made at `payment.pay_url`. The same key gives the first one.

    `back`: the page of this site where the payer goes on afterwards.
    """
    asked = _asked(payer, amount, key=key, method=Method.CARD, for_record=for_record)
    return _once(asked, {"text": text, "back": back}, actor=actor, via=via)


def take_cash(
    payer: Any,
    amount: Decimal,
    *,
    key: str,
    received_by: Any,
    for_record: Record | None,
    actor: Actor,
    via: Door,
    text: str = "",
) -> Payment:
    """Cash that somebody has in hand: it has succeeded, and is in the payer's wallet, at once."""
    asked = _asked(payer, amount, key=key, method=Method.CASH, for_record=for_record)
    return _once(asked, {"text": text, "received_by": received_by.pk}, actor=actor, via=via)


def give_back(
    payment: Payment, amount: Decimal, *, key: str, reason: str, actor: Actor, via: Door
) -> Payment:
    """Part or all of a card payment goes back to the card; the same key does it once.

    It leaves the payer's wallet now (`insufficient_funds` if it is not there, `more_than_paid` if
    it is too much). The gateway is told after the commit. If it refuses in the end, the money
    returns to the wallet and finance is told.
    """
    _require_decimal(amount)
    if (known := _repayment(key, payment, amount)) is not None:
        return known
    data = {"amount": amount, "key": key, "reason": reason}
    try:
        return unit_of_work(
            lambda: perform(payment, PaymentFlow.give_back, actor=actor, data=data, via=via)
        )
    except (IntegrityError, DoorError):
        # Somebody may have done it since we looked.
        if (known := _repayment(key, payment, amount)) is None:
            raise
        return known


def top_up_url(*, missing: Decimal, back: str = "") -> str:
    """The wallet's page with what is missing filled in; `back` is where the payer goes on then."""
    asked = {"need": f"{missing:f}"} | ({"next": back} if back else {})
    return f"{reverse('wallet')}?{urlencode(asked)}"


# --- how -----------------------------------------------------------------------------------------


def _asked(
    payer: Any, amount: Decimal, *, key: str, method: str, for_record: Record | None
) -> dict[str, Any]:
    """What makes two payments the same."""
    _require_decimal(amount)
    return {
        "payer": payer.pk,
        "amount": amount,
        "key": key,
        "method": method,
        "about_type": for_record.record_type if for_record is not None else "",
        "about_id": str(for_record.pk) if for_record is not None else "",
    }


def _once(asked: dict[str, Any], more: dict[str, Any], *, actor: Actor, via: Door) -> Payment:
    def work() -> Payment:
        return create(Payment, actor=actor, data=asked | more, via=via)

    return _new_or_known(work, lambda: _payment(asked))


def _new_or_known(make: Callable[[], Payment], find: Callable[[], Payment | None]) -> Payment:
    """Made as if new; where that is refused, what was made before is looked for."""
    try:
        return unit_of_work(make)
    except (IntegrityError, DoorError):
        known = find()
        if known is None:
            raise
        return known


def _payment(asked: dict[str, Any]) -> Payment | None:
    known: Payment | None = Payment.objects.filter(key=asked["key"]).first()
    if known is not None:
        told = {name: getattr(known, name) for name in asked} | {"payer": known.payer_id}
        _require_same(told, asked, key=known.key)
    return known


def _repayment(key: str, payment: Payment, amount: Decimal) -> Payment | None:
    known: Repayment | None = Repayment.objects.filter(key=key).first()
    if known is None:
        return None
    told = {"payment": known.payment_id, "amount": known.amount}
    _require_same(told, {"payment": payment.pk, "amount": amount}, key=key)
    found: Payment | None = Payment.objects.filter(pk=payment.pk).first()
    if found is None:
        raise NotFound
    return found


def _require_same(told: dict[str, Any], asked: dict[str, Any], *, key: str) -> None:
    if told != asked:
        text = _("This was done before with other content: %(key)s. Look at what was done then.")
        raise Conflict(text % {"key": key}, code="idempotency_mismatch")


def _require_decimal(amount: object) -> None:
    if not isinstance(amount, Decimal):
        raise TypeError(f"An amount is a Decimal, not {type(amount).__name__}: {amount!r}.")
