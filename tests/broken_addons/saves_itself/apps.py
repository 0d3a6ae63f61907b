from __future__ import annotations

from addons.base.addon import AddonConfig


class SavesItselfConfig(AddonConfig):
    name = "tests.broken_addons.saves_itself"
    label = "saves_itself"
