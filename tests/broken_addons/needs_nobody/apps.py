from __future__ import annotations

from addons.base.addon import AddonConfig


class NeedsNobodyConfig(AddonConfig):
    name = "tests.broken_addons.needs_nobody"
    label = "needs_nobody"
