"""What an agreed refund does: books, card, credit note, in this order and in one transaction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from addons.base import money
from addons.base.faults import fault
from addons.base.workflow import Actor, Door, Refused, System
from addons.ledger.models import Account
from addons.ledger.points import REFUNDS_AND_GOODWILL, TAX_PAYABLE, house_account, post, wallet_of
from addons.payments.models import Payment
from addons.payments.points import give_back
from addons.payments.states import PARTLY_REFUNDED, SUCCEEDED

from .issuing import credit
from .models import Invoice, Refund
from .sharing import Shares, legs

BILLING = System("billing")


def move_the_money(refund: Refund, *, actor: Actor) -> None:
    """The customer has it in the wallet or on the way to the card; the invoice is credited."""
    invoice = refund.invoice
    try:
        post(
            kind="refund",
            key=refund.key,
            legs=[(wallet_of(invoice.customer), refund.amount), *taken_from(refund)],
            actor=actor,
            for_record=invoice,
            text=invoice.number,
        )
    except Refused as refusal:
        if refusal.code != "insufficient_funds":
            raise
        text = _("The provider's earnings do not cover it. Choose that we bear it.")
        raise Refused("earnings_too_low", text, field="borne_by") from refusal
    if refund.is_to_card:
        to_the_cards(refund)
    fault("billing:money-moved")
    credit(
        invoice,
        refund.amount,
        key=refund.key,
        reason=refund.reason,
        refunded=refund.amount,
        actor=BILLING,
        via=Door.FOLLOW_UP,
    )
    fault("billing:given-back")


def taken_from(refund: Refund) -> list[tuple[Account, Decimal]]:
    """Who gives it. The tax is the tax office's in any case: the credit note takes it back."""
    invoice = refund.invoice
    if refund.is_borne_by_provider:
        shares = Shares(
            total=refund.amount, net=refund.net, commission=refund.commission, tax=refund.tax
        )
        taken = legs(shares, provider_user=invoice.provider_user)
    else:
        taken = [
            (house_account(REFUNDS_AND_GOODWILL), refund.net + refund.commission),
            (house_account(TAX_PAYABLE), refund.tax),
        ]
    return [(account, -amount) for account, amount in taken if amount]


def to_the_cards(refund: Refund) -> None:
    """Out of the wallet again, to the cards that paid, the latest first."""
    left = refund.amount
    for payment in cards_of(refund.invoice):
        part = min(left, payment.left)
        if part > 0:
            give_back(
                payment,
                part,
                key=f"{refund.key}:{payment.pk}",
                reason=refund.reason,
                actor=BILLING,
                via=Door.FOLLOW_UP,
            )
            left -= part
    if left:
        words = {"most": money.display(refund.amount - left)}
        text = _("Only %(most)s of this was paid by card. Choose the wallet for the rest.") % words
        raise Refused("not_by_card", text, field="to", most=str(refund.amount - left))


def cards_of(invoice: Invoice) -> Any:
    """Card payments for the invoice, or for what it bills."""
    about = Q(about_type=invoice.about_type, about_id=invoice.about_id)
    if not invoice.about_type:
        about = Q(pk=None)
    mine = Q(about_type=invoice.record_type, about_id=str(invoice.pk))
    paid = Payment.objects.of_payer(invoice.customer).cards().filter(mine | about)
    return paid.filter(state__in=[SUCCEEDED.key, PARTLY_REFUNDED.key]).order_by("-pk")
