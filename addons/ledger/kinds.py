"""What accounts and transfers there are: other addons add theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from addons.base.registry import Registry

CUSTOMER_WALLET: Final = "customer_wallet"
PROVIDER_EARNINGS: Final = "provider_earnings"
COMMISSION_INCOME: Final = "commission_income"
TAX_PAYABLE: Final = "tax_payable"
GATEWAY_CLEARING: Final = "gateway_clearing"
CASH_CLEARING: Final = "cash_clearing"
REFUNDS_AND_GOODWILL: Final = "refunds_and_goodwill"

REVERSAL: Final = "reversal"


@dataclass(frozen=True)
class AccountKind:
    """A kind of account. The house's own may be below zero; a person's only if it says so."""

    label: Any
    is_personal: bool
    may_overdraw: bool = False


ACCOUNT_KINDS: Registry[AccountKind] = Registry(
    "account kind",
    "`slots.py`: key → AccountKind, the accounts there are, of people and of the house. Asked when "
    "an account is opened or shown; an account of a kind whose addon is off stays as it is.",
)

TRANSFER_KINDS: Registry[Any] = Registry(
    "transfer kind",
    "`slots.py`: key → label, why money moves. A transfer of a kind that nobody has registered is "
    "refused; those of switched-off addons stay and are shown by their key.",
)
