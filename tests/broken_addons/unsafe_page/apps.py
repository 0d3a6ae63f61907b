from __future__ import annotations

from addons.base.addon import AddonConfig


class UnsafePageConfig(AddonConfig):
    name = "tests.broken_addons.unsafe_page"
    label = "unsafe_page"
