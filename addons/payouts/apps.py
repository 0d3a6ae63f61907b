from __future__ import annotations

from addons.base.addon import AddonConfig


class PayoutsConfig(AddonConfig):
    name = "addons.payouts"
    label = "payouts"
