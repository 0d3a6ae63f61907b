from __future__ import annotations

from addons.base.addon import AddonConfig


class DummyConfig(AddonConfig):
    name = "tests.dummy"
    label = "dummy"
