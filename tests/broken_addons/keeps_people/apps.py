from __future__ import annotations

from addons.base.addon import AddonConfig


class KeepsPeopleConfig(AddonConfig):
    name = "tests.broken_addons.keeps_people"
    label = "keeps_people"
