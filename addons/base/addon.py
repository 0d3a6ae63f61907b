"""The app config of every addon: finds its parts by convention and loads them once."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import AppConfig

from .registry import loading

# In this order, so that what a later part names is there: who may, what follows, what people see.
PARTS = (
    "rules",
    "follows",
    "effects",
    "schedules",
    "policies",
    "privacy",
    "seeds",
    "checks",
    "slots",
    "notices",
    "console",
    "portal",
    "api",
    "live",
)


class AddonConfig(AppConfig):
    """Subclass with `name` and nothing else; `ready()` belongs to the kernel."""

    default_auto_field = "django.db.models.BigAutoField"
    # Django looks for the one config in an addon's apps.py, where this base is imported too.
    default = False

    def __init_subclass__(cls) -> None:
        cls.default = True

    def ready(self) -> None:
        with loading(self.label):
            self._load_extensions()
            for part in PARTS:
                self._load(f"{self.name}.{part}")

    def _load_extensions(self) -> None:
        package = f"{self.name}.extends"
        if find_spec(package) is None:
            return
        for module in iter_modules(import_module(package).__path__):
            import_module(f"{package}.{module.name}")

    def _load(self, module: str) -> None:
        # find_spec, not `except ImportError`: an ImportError inside a part must be heard.
        if find_spec(module) is not None:
            import_module(module)
