from __future__ import annotations

from addons.base.addon import AddonConfig


class WrongNameConfig(AddonConfig):
    name = "tests.broken_addons.wrong_name"
    label = "wrong_name"
