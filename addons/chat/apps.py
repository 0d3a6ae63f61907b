from __future__ import annotations

from addons.base.addon import AddonConfig


class ChatConfig(AddonConfig):
    name = "addons.chat"
    label = "chat"
