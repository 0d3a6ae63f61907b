from __future__ import annotations

from addons.base.addon import AddonConfig


class DeskConfig(AddonConfig):
    name = "addons.desk"
    label = "desk"
