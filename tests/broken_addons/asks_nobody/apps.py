from __future__ import annotations

from addons.base.addon import AddonConfig


class AsksNobodyConfig(AddonConfig):
    name = "tests.broken_addons.asks_nobody"
    label = "asks_nobody"
