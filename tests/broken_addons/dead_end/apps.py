from __future__ import annotations

from addons.base.addon import AddonConfig


class DeadEndConfig(AddonConfig):
    name = "tests.broken_addons.dead_end"
    label = "dead_end"
