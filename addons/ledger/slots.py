"""The accounts that every house has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.faults import FAULTS

from . import kinds
from .kinds import ACCOUNT_KINDS, TRANSFER_KINDS, AccountKind

for kind, label in {
    kinds.CUSTOMER_WALLET: _("Customer's wallet"),
    kinds.PROVIDER_EARNINGS: _("Provider's earnings"),
}.items():
    ACCOUNT_KINDS.register(kind, AccountKind(label, is_personal=True))

for kind, label in {
    kinds.COMMISSION_INCOME: _("Commission income"),
    kinds.TAX_PAYABLE: _("Tax payable"),
    kinds.GATEWAY_CLEARING: _("Gateway clearing"),
    kinds.CASH_CLEARING: _("Cash clearing"),
    kinds.REFUNDS_AND_GOODWILL: _("Refunds and goodwill"),
}.items():
    ACCOUNT_KINDS.register(kind, AccountKind(label, is_personal=False))

TRANSFER_KINDS.register(kinds.REVERSAL, _("Reversal"))

FAULTS.register("ledger:locked", "The accounts are locked, nothing is written.")
FAULTS.register("ledger:posted", "All is written, not committed.")
