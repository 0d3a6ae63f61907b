from __future__ import annotations

from addons.base.addon import AddonConfig


class BorrowsSecretlyConfig(AddonConfig):
    name = "tests.broken_addons.borrows_secretly"
    label = "borrows_secretly"
