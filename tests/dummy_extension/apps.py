from __future__ import annotations

from addons.base.addon import AddonConfig


class DummyExtensionConfig(AddonConfig):
    name = "tests.dummy_extension"
    label = "dummy_extension"
