from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class CalloutConfig(AppConfig):
    """The last addon-side app: when it is ready, every addon has said what it adds."""

    name = "callout"
    verbose_name = "Callout"

    def ready(self) -> None:
        # Imported here because they need the app registry, which is only now complete.
        for module, act in (
            ("addons.base.workflow.compose", "compose_all"),
            ("addons.base.registry", "seal_all"),
            ("addons.base.faults", "check_chosen"),
            ("addons.base.surfaces.inputs", "check_forms"),
            ("addons.base.seeding", "plant_after_migrate"),
        ):
            if find_spec(module):
                getattr(import_module(module), act)()
