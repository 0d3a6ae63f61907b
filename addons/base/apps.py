from __future__ import annotations

from .addon import AddonConfig


class BaseConfig(AddonConfig):
    name = "addons.base"
    label = "base"
    verbose_name = "Kernel"
