"""The gateways there are. `PAYMENT_GATEWAY` says which of them takes new payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import Error, register

from addons.base.registry import Registry

from .protocol import Gateway

if TYPE_CHECKING:
    from ..models import Payment

GATEWAYS: Registry[Gateway] = Registry(
    "payment gateway",
    "`slots.py`: name → Gateway (`addons/payments/gateways/protocol.py`). `PAYMENT_GATEWAY` names "
    "the one for new payments; the others are asked about payments that they have begun.",
)


def gateway_of(payment: Payment) -> Gateway:
    """The one that the payment was begun with."""
    return GATEWAYS[payment.gateway]


@register()
def check_chosen(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The environment names a gateway that there is."""
    name = settings.PAYMENT_GATEWAY
    if not name or name in GATEWAYS:
        return []
    known = ", ".join(GATEWAYS)
    return [Error(f"PAYMENT_GATEWAY: there is {known}; no {name}.", id="payments.E001")]
