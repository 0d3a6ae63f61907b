from __future__ import annotations

from addons.base.addon import AddonConfig


class KnowledgeConfig(AddonConfig):
    name = "addons.knowledge"
    label = "knowledge"
