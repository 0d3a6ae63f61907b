from __future__ import annotations

from addons.base.addon import AddonConfig


class BillingConfig(AddonConfig):
    name = "addons.billing"
    label = "billing"
