"""The accounts and transfers that payments add to the books."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from addons.base.faults import FAULTS
from addons.ledger.points import ACCOUNT_KINDS, TRANSFER_KINDS, AccountKind

from .gateways import GATEWAYS
from .gateways.embedded import EmbeddedGateway
from .gateways.stripe import StripeGateway
from .kinds import (
    CARD_PAYMENT,
    CARD_REFUND,
    CARD_REFUND_REFUSED,
    CASH_IN_HAND,
    CASH_PAYMENT,
    TOP_UP,
)

# Below zero: the person holds so much cash that is the house's.
ACCOUNT_KINDS.register(
    CASH_IN_HAND, AccountKind(_("Cash in hand"), is_personal=True, may_overdraw=True)
)

LABELS: Final = {
    TOP_UP: _("Top-up"),
    CARD_PAYMENT: _("Paid by card"),
    CASH_PAYMENT: _("Paid in cash"),
    CARD_REFUND: _("Refund to the card"),
    CARD_REFUND_REFUSED: _("Refund that the card did not take"),
}
for kind, label in LABELS.items():
    TRANSFER_KINDS.register(kind, label)

GATEWAYS.register(EmbeddedGateway.name, EmbeddedGateway())
GATEWAYS.register(StripeGateway.name, StripeGateway())

FAULTS.register("payments:answered", "The gateway has answered; nothing of it is written.")
FAULTS.register("payments:noted", "The gateway's event is written, what follows from it is not.")
FAULTS.register("payments:settled", "All that follows from it is written, not committed.")
