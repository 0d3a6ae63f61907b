from __future__ import annotations

from addons.base.addon import AddonConfig


class WarrantyConfig(AddonConfig):
    name = "warranty"
    label = "warranty"
