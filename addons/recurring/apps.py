from __future__ import annotations

from addons.base.addon import AddonConfig


class RecurringConfig(AddonConfig):
    name = "addons.recurring"
    label = "recurring"
