"""Who sells in the demo."""

from __future__ import annotations

from addons.base.policies import policy
from fixtures import read

from .models import BillingPolicy
from .policies import SELLER


def make(*, scale: float) -> str:
    seller, settings = read("business")["seller"], policy(BillingPolicy)
    for name in SELLER:
        setattr(settings, f"seller_{name}", seller[name])
    settings.save()
    return f"invoices by {settings.seller_name}"
