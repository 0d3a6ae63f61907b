"""Payments and repayments in the console, with what the gateway said of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.points import RECORD_PANELS, in_console
from addons.base.surfaces.console import (
    Facts,
    Menu,
    Moment,
    Money,
    OperableViewSet,
    RecordPanel,
    Related,
    Value,
    View,
)

from .models import GatewayEvent, Payment, Repayment

SHOWN = 30
METHOD = Value("get_method_display", _("How"), sort="method")


@in_console
class PaymentViewSet(OperableViewSet):
    model = Payment
    menu = Menu(group="money", order=10, icon="bi-credit-card", permission="payments.watch_payment")
    columns = (
        "payer",
        Money("amount", _("Amount"), sort="amount"),
        Money("refunded", _("Given back"), sort="refunded"),
        METHOD,
        "text",
        Moment("created_at", _("Begun")),
    )
    filters = ("method", "gateway", "created_at")
    search = ("payer__name", "payer__email", "text", "gateway_reference")
    views = (
        View(name="under_way", label=_("Not paid yet"), among="under_way"),
        View(name="silent", label=_("The gateway is silent"), among="in_trouble"),
    )
    card = ("payer", Money("amount", _("Amount")), METHOD, "text")
    facts = (
        Facts(
            _("Money"),
            (
                Money("amount", _("Amount")),
                Money("refunded", _("Given back")),
                METHOD,
                "text",
                Value("for_record", _("For")),
            ),
            icon="bi-cash-coin",
        ),
        Facts(_("Who"), ("payer", "received_by"), icon="group"),
        Facts(
            _("Gateway"),
            (
                "gateway",
                "gateway_reference",
                Value("checkout.reference", _("Payment page")),
                "second_of",
                Moment("checkout.trouble_at", _("Silent since")),
                Value("checkout.trouble", _("What went wrong")),
            ),
            icon="bi-bank",
        ),
    )
    related = (Related("repayments", _("Back to the card")),)


@in_console
class RepaymentViewSet(OperableViewSet):
    model = Repayment
    menu = Menu(
        group="money", order=20, icon="bi-arrow-repeat", permission="payments.watch_payment"
    )
    columns = (
        "payment",
        Value("payment.payer", _("Payer")),
        Money("amount", _("Amount"), sort="amount"),
        "reason",
        Moment("created_at", _("Begun")),
    )
    filters = ("created_at",)
    search = ("payment__payer__name", "reason", "gateway_reference")
    views = (
        View(name="under_way", label=_("On the way"), among="under_way"),
        View(name="refused", label=_("Refused"), among="refused"),
    )
    card = ("payment", Money("amount", _("Amount")), "reason")
    facts = (
        Facts(
            _("Money"),
            (
                Money("amount", _("Amount")),
                "payment",
                Value("payment.payer", _("Payer")),
                "reason",
                "gateway_reference",
                Moment("next_look.trouble_at", _("Silent since")),
                Value("next_look.trouble", _("What went wrong")),
            ),
            icon="bi-cash-coin",
        ),
    )


def said_of(payment: Payment, actor: Any) -> dict[str, Any] | None:
    """What the gateway told of it, the latest first."""
    said = list(GatewayEvent.objects.of(payment)[:SHOWN])
    return {"said": said} if said else None


RECORD_PANELS.register(
    RecordPanel(
        model="payments.Payment",
        label=_("What the gateway said"),
        template="payments/console/said.html",
        context=said_of,
        icon="bi-bank",
        order=60,
    )
)
