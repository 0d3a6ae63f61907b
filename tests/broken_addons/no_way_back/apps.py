from __future__ import annotations

from addons.base.addon import AddonConfig


class NoWayBackConfig(AddonConfig):
    name = "tests.broken_addons.no_way_back"
    label = "no_way_back"
