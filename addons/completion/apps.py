from __future__ import annotations

from addons.base.addon import AddonConfig


class CompletionConfig(AddonConfig):
    name = "addons.completion"
    label = "completion"
