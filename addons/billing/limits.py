"""How much somebody may refund by themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from addons.base.predicates import ADMINISTRATOR, role_names
from addons.base.workflow import System

if TYPE_CHECKING:
    from .policies import BillingPolicy


def limit_of(actor: Any, rules: BillingPolicy) -> Decimal | None:
    """The highest limit of the actor's roles; none for the system, which only does what is decided."""
    if isinstance(actor, System):
        return None
    limits = {
        "support_manager": rules.refund_limit_manager,
        "finance": rules.refund_limit_finance,
        ADMINISTRATOR: rules.refund_limit_administrator,
    }
    held = {ADMINISTRATOR} if actor.is_superuser else role_names(actor)
    return max((limits[name] for name in held if name in limits), default=Decimal(0))
