from __future__ import annotations

from addons.base.addon import AddonConfig


class PaymentsConfig(AddonConfig):
    name = "addons.payments"
    label = "payments"
