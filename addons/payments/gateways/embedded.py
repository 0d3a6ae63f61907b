"""The test gateway: nobody pays anything. Its page is ours, everything else is as with a real one.

What a real gateway keeps on its own machines is in `TrialCheckout`. Its messages are signed and
heard as any other's (`webhooks.py`).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from addons.base import money

from .protocol import Became, GatewayRefused, Heard, NotFromGateway, Ready, Said, SaidOfRepayment
from .signatures import verify

if TYPE_CHECKING:
    from ..models import Payment, Repayment, TrialCheckout

HEADER: Final = "Callout-Test-Signature"
NOT_ACCEPTED: Final = _("The bank did not accept it.")


class EmbeddedGateway:
    """See the protocol."""

    name = "test"
    label = _("Test gateway")
    is_real = False

    def ready_at_once(self, payment: Payment) -> Ready | None:
        from ..models import TrialCheckout  # the models need a gateway's name alone

        reference = f"test_{secrets.token_hex(12)}"
        TrialCheckout.objects.create(
            reference=reference, token=payment.token, amount=payment.amount, text=payment.text
        )
        return Ready(reference, reverse("pay_test", args=[payment.token]))

    def begin(self, payment: Payment, *, key: str) -> Ready:
        raise NotImplementedError("It is ready at once.")

    def read(self, payment: Payment) -> Said:
        return said_of(checkout_of(payment))

    def close(self, payment: Payment) -> None:
        checkout = checkout_of(payment)
        if checkout.state == Became.OPEN:
            checkout.state = Became.CANCELLED
            checkout.save(update_fields=["state"])

    def repay(self, repayment: Repayment, *, key: str) -> SaidOfRepayment:
        checkout = checkout_of(repayment.payment)
        if repayment.payment.gateway_reference not in checkout.charges:
            raise GatewayRefused("There is no such payment.")
        reference = checkout.repayments.setdefault(key, f"testback_{secrets.token_hex(12)}")
        checkout.save(update_fields=["repayments"])
        return SaidOfRepayment(became=Became.PAID, reference=reference)

    def read_repayment(self, repayment: Repayment) -> SaidOfRepayment:
        return SaidOfRepayment(became=Became.PAID, reference=repayment.gateway_reference)

    def hear(self, body: bytes, headers: Mapping[str, str]) -> Heard | None:
        verify(body, headers.get(HEADER, ""), secret=secret())
        try:
            return heard_of(json.loads(body))
        except (ValueError, ArithmeticError, LookupError, TypeError) as why:
            raise NotFromGateway("It says nothing that we understand.") from why


def heard_of(told: dict[str, Any]) -> Heard:
    """What a message says."""
    return Heard(
        event_id=str(told["id"]),
        kind=f"checkout.{told['became']}",
        token=told["token"],
        checkout=told["checkout"],
        said=Said(
            became=Became(told["became"]),
            charges=tuple(told["charges"]),
            amount=Decimal(told["amount"]),
            currency=told["currency"],
            reason=NOT_ACCEPTED if told["became"] == Became.FAILED else "",
        ),
    )


def secret() -> str:
    """What its messages are signed with; it follows from SECRET_KEY."""
    return salted_hmac("payments.test", "webhook", secret=settings.SECRET_KEY).hexdigest()


def checkout_of(payment: Payment) -> TrialCheckout:
    from ..models import TrialCheckout  # the models need a gateway's name alone

    return TrialCheckout.objects.get(reference=payment.checkout.reference)


def said_of(checkout: TrialCheckout) -> Said:
    return Said(
        became=Became(checkout.state),
        charges=tuple(checkout.charges),
        amount=checkout.amount,
        currency=money.currency(),
    )
