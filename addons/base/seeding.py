"""After every migrate: what the addons want to be there."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate

from .points import SEEDS


def plant(using: str, **kwargs: Any) -> None:
    """Run every seed, in manifest order, once all tables are there."""
    executor = MigrationExecutor(connections[using])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return  # somebody migrates step by step; the last step plants
    for seed in SEEDS.values():
        seed()


def plant_after_migrate() -> None:
    """Django says once per app that it has migrated; we wait for the last, when all permissions
    are there."""
    post_migrate.connect(plant, sender=_last_to_migrate(), dispatch_uid="base.seeding")


def _last_to_migrate() -> AppConfig:
    return [config for config in apps.get_app_configs() if config.models_module][-1]
