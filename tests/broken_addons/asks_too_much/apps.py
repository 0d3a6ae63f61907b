from __future__ import annotations

from addons.base.addon import AddonConfig


class AsksTooMuchConfig(AddonConfig):
    name = "tests.broken_addons.asks_too_much"
    label = "asks_too_much"
