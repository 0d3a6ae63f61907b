"""What the desk shows of a customer's wallet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.workflow import may
from addons.desk.points import CUSTOMER_PANELS, CustomerPanel
from addons.ledger.models import Account
from addons.ledger.points import CUSTOMER_WALLET


def wallet_shown(customer: Any, actor: Any) -> dict[str, Any] | None:
    """Nothing where there is no wallet yet: looking does not open one."""
    if not may(actor, "desk_wallet.see_balance"):
        return None
    wallet = Account.objects.filter(
        owner=customer.pk, kind=CUSTOMER_WALLET, currency=money.currency()
    ).first()
    if wallet is None:
        return None
    facts = [(say("Available"), money.display(wallet.balance - wallet.held))]
    if wallet.held:
        facts.append((say("Reserved"), money.display(wallet.held)))
    return {"facts": facts}


CUSTOMER_PANELS.register(
    CustomerPanel(label=_("Wallet"), icon="wallet2", context=wallet_shown, order=10)
)
