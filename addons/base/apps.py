from __future__ import annotations

from . import quick_times
from .addon import AddonConfig


class BaseConfig(AddonConfig):
    name = "addons.base"
    label = "base"
    verbose_name = "Kernel"

    def ready(self) -> None:
        quick_times.install()
        super().ready()
