from __future__ import annotations

from addons.base.addon import AddonConfig


class ForgotMigrationConfig(AddonConfig):
    name = "tests.broken_addons.forgot_migration"
    label = "forgot_migration"
