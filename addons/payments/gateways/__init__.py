"""The gateways there are, and which of them takes new payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from addons.base.registry import Registry

from .protocol import Gateway

if TYPE_CHECKING:
    from ..models import Payment

GATEWAYS: Registry[Gateway] = Registry(
    "payment gateway",
    "`slots.py`: name → Gateway (`addons/payments/gateways/protocol.py`). `PAYMENT_GATEWAY` names "
    "the one for new payments; the others are asked about payments that they have begun.",
)


def chosen() -> Gateway:
    """The one that takes new payments."""
    return GATEWAYS[settings.PAYMENT_GATEWAY]


def gateway_of(payment: Payment) -> Gateway:
    """The one that the payment was begun with."""
    return GATEWAYS[payment.gateway]
