"""How a payment reads to its payer: the same on its page and where the gateway sends them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from addons.base import clock, money
from addons.base.models import Event

from .links import LinkTo, links_to
from .models import Payment, Repayment
from .points import top_up_url
from .states import CANCELLED, CREATED, FAILED, PENDING, SUCCEEDED

# Longer than this nobody waits without asking why.
SILENCE = timedelta(seconds=15)


class ShownPayment:
    """A payment for a reader, who may be nobody in particular."""

    def __init__(self, payment: Payment, reader: Any) -> None:
        self.payment = payment
        self.reader = reader

    @property
    def headline(self) -> str:
        amount = {"amount": money.display(self.payment.amount)}
        sentences = {
            CREATED.key: _("Opening the payment page for %(amount)s"),
            PENDING.key: _("Waiting for %(amount)s"),
            SUCCEEDED.key: _("%(amount)s has arrived"),
            FAILED.key: _("%(amount)s was not paid"),
            CANCELLED.key: _("The payment of %(amount)s is cancelled"),
        }
        return sentences.get(self.payment.state, _("%(amount)s was paid")) % amount

    @property
    def explanation(self) -> str:
        payment = self.payment
        if self.is_in_doubt:
            return _(
                "The payment service reports another amount than we asked for, so it is not booked "
                "yet. Our staff knows and looks into it. Do not pay again."
            )
        if self.is_in_trouble:
            return _(
                "The payment service does not answer at the moment. Nothing has been charged. "
                "Try again in a few minutes."
            )
        sentences = {
            CREATED.key: _("This takes a moment."),
            PENDING.key: _(
                "The payment service has not told us yet that it was paid. That mostly takes "
                "seconds. You can leave this page; we go on watching."
            ),
            SUCCEEDED.key: _("It is in the wallet."),
            FAILED.key: _("Nothing has been charged. Try again, or with another card."),
            CANCELLED.key: _("Nothing has been charged."),
        }
        text = sentences.get(payment.state, "")
        if payment.refunded:
            given = {"amount": money.display(payment.refunded)}
            text = _("%(amount)s of it goes back to the card.") % given
        return text

    @property
    def is_in_trouble(self) -> bool:
        """The gateway's page should have opened long ago."""
        if self.payment.state != CREATED.key:
            return False
        waited = clock.now() - self.payment.state_since
        return self.payment.checkout.trouble_at is not None or waited > SILENCE

    @cached_property
    def is_in_doubt(self) -> bool:
        """Something was paid, and we cannot say yet for what."""
        return self.payment.is_in_doubt

    @property
    def is_waiting(self) -> bool:
        return self.payment.is_under_way

    @property
    def has_to_be_paid(self) -> bool:
        """Whether the payer can go to the gateway's page."""
        return self.payment.is_card and self.payment.is_under_way and not self.is_in_doubt

    @property
    def icon(self) -> str:
        icons = {
            CREATED.key: "hourglass-split",
            PENDING.key: "hourglass-split",
            FAILED.key: "exclamation-triangle-fill",
            CANCELLED.key: "x-circle",
        }
        return icons.get(self.payment.state, "check-circle-fill")

    @cached_property
    def purpose(self) -> LinkTo | None:
        topic = (self.payment.about_type, self.payment.about_id)
        return links_to([topic], self.reader).get(topic)

    @cached_property
    def reason(self) -> str:
        """Why it failed or was cancelled, as far as somebody said."""
        if self.payment.state not in {FAILED.key, CANCELLED.key}:
            return ""
        last = Event.objects.of(self.payment).transitions().order_by("-sequence").first()
        return last.reason if last is not None else ""

    @cached_property
    def repayments(self) -> list[Repayment]:
        return list(self.payment.repayments.order_by("pk")) if self.payment.refunded else []

    @property
    def again_url(self) -> str:
        """Where a top-up that came to nothing is begun anew."""
        is_over = self.payment.state in {FAILED.key, CANCELLED.key}
        if not (is_over and self.payment.is_top_up) or self.is_in_doubt:
            return ""
        return top_up_url(missing=self.payment.amount, back=self.payment.back)
