"""Stripe, by its hosted Checkout: card numbers never reach us, and it needs no script of ours.

`POST /payments/webhooks/stripe/` is to be told of `checkout.session.*`, `payment_intent.succeeded`,
`payment_intent.payment_failed` and `refund.*`. Whatever does not come is found by asking.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import stripe
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.workflow.states import Text

from .protocol import (
    Became,
    GatewayDown,
    GatewayRefused,
    Heard,
    NotFromGateway,
    Ready,
    Said,
    SaidOfRepayment,
)
from .signatures import WINDOW

if TYPE_CHECKING:
    from ..models import Payment, Repayment

SECONDS: Final = 10
HEADER: Final = "Stripe-Signature"
# Stripe counts these in hundredths, although nobody has coins of them.
COUNTED_IN_HUNDREDTHS: Final = {"ISK", "UGX"}
# Its answers that say nothing about the payment itself: wrong keys are mended, so ask again.
DOWN: Final = (
    stripe.APIConnectionError,
    stripe.APIError,
    stripe.AuthenticationError,
    stripe.IdempotencyError,
    stripe.PermissionError,
    stripe.RateLimitError,
)
NOT_ACCEPTED: Final = _("The bank did not accept it.")
REFUNDED: Final = {"succeeded": Became.PAID, "pending": Became.OPEN, "requires_action": Became.OPEN}


class StripeGateway:
    """See the protocol."""

    name = "stripe"
    label = "Stripe"
    is_real = True

    def ready_at_once(self, payment: Payment) -> Ready | None:
        return None

    def begin(self, payment: Payment, *, key: str) -> Ready:
        names = {"payment": payment.token}
        back = f"{settings.BASE_URL}{reverse('pay_result', args=[payment.token])}"
        price = {
            "currency": money.currency().lower(),
            "unit_amount": to_units(payment.amount),
            "product_data": {"name": payment.text or str(payment)},
        }
        asked: Any = {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 1}],
            "success_url": back,
            "cancel_url": back,
            "client_reference_id": payment.token,
            "metadata": names,
            "payment_intent_data": {"metadata": names},
        }
        with answers():
            session = client().v1.checkout.sessions.create(asked, {"idempotency_key": key})
        return Ready(session.id, str(session.url))

    def read(self, payment: Payment) -> Said:
        with answers():
            session = client().v1.checkout.sessions.retrieve(
                payment.checkout.reference, {"expand": ["payment_intent"]}
            )
        return said_of_session(session.to_dict())

    def close(self, payment: Payment) -> None:
        # Where it is closed or paid already that is refused, and reading it tells.
        with suppress(GatewayRefused), answers():
            client().v1.checkout.sessions.expire(payment.checkout.reference)

    def repay(self, repayment: Repayment, *, key: str) -> SaidOfRepayment:
        asked: Any = {
            "payment_intent": repayment.payment.gateway_reference,
            "amount": to_units(repayment.amount),
            "metadata": {"payment": repayment.payment.token, "repayment": str(repayment.pk)},
        }
        with answers():
            refund = client().v1.refunds.create(asked, {"idempotency_key": key})
        return said_of_refund(refund.to_dict())

    def read_repayment(self, repayment: Repayment) -> SaidOfRepayment:
        with answers():
            refund = client().v1.refunds.retrieve(repayment.gateway_reference)
        return said_of_refund(refund.to_dict())

    def hear(self, body: bytes, headers: Mapping[str, str]) -> Heard | None:
        try:
            stripe.WebhookSignature.verify_header(
                body, headers.get(HEADER, ""), settings.STRIPE_WEBHOOK_SECRET, WINDOW
            )
            event = json.loads(body)
            return heard_of(event["id"], event["type"], event["data"]["object"])
        except (stripe.SignatureVerificationError, ValueError, LookupError, TypeError) as why:
            raise NotFromGateway(str(why)) from why


# --- asking ------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _client(key: str, base: str) -> stripe.StripeClient:
    http = stripe.RequestsClient(timeout=SECONDS)
    return stripe.StripeClient(key, base_addresses={"api": base}, http_client=http)


def client() -> stripe.StripeClient:
    return _client(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE)


@contextmanager
def answers() -> Iterator[None]:
    """Stripe's errors as the two that matter here."""
    try:
        yield
    except stripe.CardError as error:
        raise GatewayRefused(error.user_message or str(error)) from error
    except DOWN as error:
        raise GatewayDown(type(error).__name__) from error
    except stripe.InvalidRequestError as error:
        # 409: another call with the same key is still running.
        if error.http_status == 409:
            raise GatewayDown(type(error).__name__) from error
        raise GatewayRefused(str(error)) from error


def to_units(amount: Decimal) -> int:
    """The amount as Stripe counts it."""
    return int(amount.scaleb(_places(money.currency())))


def from_units(units: int, currency: str) -> Decimal:
    return Decimal(units).scaleb(-_places(currency.upper()))


def _places(currency: str) -> int:
    return 2 if currency in COUNTED_IN_HUNDREDTHS else money.decimals()


# --- what it says ------------------------------------------------------------------------------


def said_of_session(session: dict[str, Any]) -> Said:
    intent = session["payment_intent"]
    has_intent = isinstance(intent, dict)
    if session["payment_status"] == "paid":
        charge = intent["id"] if has_intent else intent
        return paid(charge, session["amount_total"], session["currency"])
    if session["status"] == "expired":
        return Said(became=Became.CANCELLED, reason=_("The payment page was closed."))
    # Handed in, but the bank said no later.
    is_handed_in = session["status"] == "complete" and has_intent
    if is_handed_in and intent["status"] in {"requires_payment_method", "canceled"}:
        return Said(became=Became.FAILED, reason=why_not(intent))
    return Said(became=Became.OPEN)


def paid(charge: str, units: int, currency: str) -> Said:
    amount = from_units(units, currency)
    return Said(became=Became.PAID, charges=(charge,), amount=amount, currency=currency.upper())


def why_not(intent: dict[str, Any]) -> Text:
    error = intent.get("last_payment_error") or {}
    return str(error["message"])[:300] if error.get("message") else NOT_ACCEPTED


def said_of_refund(refund: dict[str, Any]) -> SaidOfRepayment:
    became = REFUNDED.get(refund["status"], Became.FAILED)
    reason = "" if became != Became.FAILED else str(refund.get("failure_reason") or "")
    return SaidOfRepayment(became=became, reference=refund["id"], reason=reason)


def heard_of(event_id: str, kind: str, thing: dict[str, Any]) -> Heard | None:
    """What an event says of a payment of ours; None if it is of something else."""
    reader = next((READERS[name] for name in READERS if kind.startswith(name)), None)
    token = (thing.get("metadata") or {}).get("payment", "")
    if reader is None or not token:
        return None
    return Heard(event_id=event_id, kind=kind, token=token, **reader(kind, thing))


def of_session(kind: str, session: dict[str, Any]) -> dict[str, Any]:
    if kind.endswith("async_payment_failed"):
        said = Said(became=Became.FAILED, reason=NOT_ACCEPTED)
    else:
        said = said_of_session(session)
    return {"checkout": session["id"], "said": said}


def of_success(kind: str, intent: dict[str, Any]) -> dict[str, Any]:
    return {"said": paid(intent["id"], intent["amount"], intent["currency"])}


def of_attempt(kind: str, intent: dict[str, Any]) -> dict[str, Any]:
    """A card was refused; the payer may try another on the same page."""
    return {"note": str(why_not(intent))}


def of_refund(kind: str, refund: dict[str, Any]) -> dict[str, Any]:
    own = refund["metadata"].get("repayment", "")
    return {"of_repayment": said_of_refund(refund), "repayment": own}


READERS: Final[dict[str, Callable[[str, dict[str, Any]], dict[str, Any]]]] = {
    "checkout.session.": of_session,
    "payment_intent.succeeded": of_success,
    "payment_intent.payment_failed": of_attempt,
    "refund.": of_refund,
    "charge.refund.updated": of_refund,
}
