from __future__ import annotations

import secrets
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.models import Event, Record
from addons.base.workflow import Refused
from addons.ledger.models.fields import AmountField

from ..flow import PaymentFlow
from ..methods import Method
from ..querysets import PaymentQuerySet
from ..states import CREATED, PARTLY_REFUNDED, PENDING, REFUNDED, SUCCEEDED

if TYPE_CHECKING:
    from .checkout import Checkout

NO_CARDS = _("Cards are not taken here.")
OTHER_AMOUNT = PaymentFlow.report_other_amount.__name__
TOO_MUCH = _("More than was paid cannot go back. %(left)s is left.")


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Payment(PaymentFlow, Record):
    """Money that somebody pays in. What succeeded is in the payer's wallet, whatever it was for."""

    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("payer"), related_name="+"
    )
    amount = AmountField(_("amount"))
    refunded = AmountField(_("given back"), default=Decimal)
    method = models.CharField(_("how"), max_length=10, choices=Method)
    # Made of business facts: the same key gives the first payment.
    key = models.CharField(_("key"), max_length=200)
    text = models.CharField(_("text"), max_length=200, blank=True, default="")
    # What it is for; empty for a top-up.
    about_type = models.CharField(max_length=100, blank=True, default="")
    about_id = models.CharField(max_length=64, blank=True, default="")
    # Who has the cash in hand.
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("received by"),
        null=True,
        blank=True,
        related_name="+",
    )
    # The payment that was paid once more by this one, which goes back to its card.
    second_of = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("second of"), null=True, blank=True, related_name="+"
    )
    gateway = models.CharField(_("gateway"), max_length=20, blank=True, default="")
    # What the gateway calls the money that came.
    gateway_reference = models.CharField(
        _("gateway's reference"), max_length=200, blank=True, default=""
    )
    # Whoever has it may pay, and sees the amount.
    token = models.CharField(max_length=40, default=new_token, editable=False)
    # Where on this site the payer wants to go on.
    back = models.CharField(max_length=500, blank=True, default="")

    objects = PaymentQuerySet.as_manager()  # type: ignore[misc]
    named_by = ()

    if TYPE_CHECKING:
        checkout: Checkout

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [
            models.Index(fields=["payer", "-id"], name="payment_of_payer"),
            models.Index(fields=["state", "-id"], name="payment_by_state"),
            models.Index(fields=["about_type", "about_id"], name="payment_about"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="payment_once"),
            models.UniqueConstraint(fields=["token"], name="payment_by_token"),
            models.UniqueConstraint(
                fields=["gateway", "gateway_reference"],
                condition=~Q(gateway_reference=""),
                name="payment_of_one_charge",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_of_something"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("amount")),
                name="payment_gives_back_no_more",
            ),
        ]

    def __str__(self) -> str:
        return f"P-{self.pk or 0:06d}"

    def get_absolute_url(self) -> str:
        return reverse("payments:payment", args=[self.pk])

    @property
    def pay_url(self) -> str:
        """Where it can be paid, by whoever is given the address; empty for cash."""
        return f"{settings.BASE_URL}{reverse('pay', args=[self.token])}" if self.is_card else ""

    @property
    def is_card(self) -> bool:
        return self.method == Method.CARD

    @property
    def is_top_up(self) -> bool:
        return self.is_card and not self.about_type

    @property
    def is_under_way(self) -> bool:
        """The money may still come in the usual way."""
        return self.state in {CREATED.key, PENDING.key}

    @property
    def left(self) -> Decimal:
        """What has not been given back."""
        return self.amount - self.refunded

    @property
    def for_record(self) -> str:
        """The topic of the record that it is for; a payment's own `record_type` is its own type."""
        return f"{self.about_type}:{self.about_id}" if self.about_type else ""

    # --- what the bodies of the flow do with it ----------------------------------------------

    def require_way(self) -> None:
        """A card is paid through today's gateway, cash into somebody's hand."""
        if self.is_card:
            if not settings.PAYMENT_GATEWAY:
                raise Refused("no_cards", NO_CARDS)
            first = self.second_of
            self.gateway = settings.PAYMENT_GATEWAY if first is None else first.gateway
        elif self.received_by is None:
            raise Refused("no_receiver", _("Say who has the cash."), field="received_by")

    def require_news_of(self, reference: str, said: str) -> None:
        """Asked every hour, the gateway says the same again: that is no news."""
        told = Event.objects.of(self).filter(transition=OTHER_AMOUNT)
        if {"reference": reference, "said": said} in told.values_list("arguments", flat=True):
            raise Refused("known", _("This was reported before."))

    @property
    def is_in_doubt(self) -> bool:
        """The last that was heard is that something else was paid than was asked for."""
        if self.state in {SUCCEEDED.key, PARTLY_REFUNDED.key, REFUNDED.key}:
            return False
        told = Event.objects.of(self).transitions().exclude(transition=PaymentFlow.look.__name__)
        last = told.order_by("-sequence").values_list("transition", flat=True).first()
        return bool(last == OTHER_AMOUNT)

    def count_refunded(self, amount: Decimal) -> None:
        """So much more goes back, or with a minus does not; never more than was paid."""
        if not 0 <= self.refunded + amount <= self.amount:
            text = TOO_MUCH % {"left": money.display(self.left)}
            raise Refused("more_than_paid", text, field="amount", left=money.as_json(self.left))
        self.refunded += amount
