from __future__ import annotations

from addons.base.addon import AddonConfig


class ${Name}Config(AddonConfig):
    name = "addons.$name"
    label = "$name"
