"""`manage.py demo`: a believable business, made by each addon's `demo.py` in the order of addons.

`make(scale=…)` makes its part and says what; `copied()`, where there is one, names the rows that
`--scale` copies in sets, parents first; `count_again()`, where there is one, is called after that.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...events.copies import copy_rows
from ...events.owe import effects_recorded_only
from ...manifests import FoundAddon


class Command(BaseCommand):
    help = "Fill an empty database with the demo's people and ninety days of their life."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale",
            type=float,
            default=1,
            help="so many times as much happened: whole copies for measuring, a part for a quick look",
        )

    def handle(self, *args: Any, scale: float, **options: Any) -> None:
        if not settings.DEMO_ACCOUNTS:
            raise CommandError("The demo is not for production: its passwords are known.")
        if get_user_model()._default_manager.exists():
            self.stdout.write("There are people in this database already; the demo stays away.")
            return
        # Nobody is mailed about what never happened.
        with effects_recorded_only():
            for addon, life in self._lives():
                self.stdout.write(f"{addon.manifest.title}: {life.make(scale=min(scale, 1))}")
        if scale >= 2:
            self._copy(times=round(scale) - 1)

    def _lives(self) -> Iterator[tuple[FoundAddon, ModuleType]]:
        for addon in settings.ADDONS:
            if find_spec(f"{addon.module}.demo"):
                yield addon, import_module(f"{addon.module}.demo")

    def _copy(self, *, times: int) -> None:
        """What has ended is there again so many times; who and what there is stays as it is."""
        for addon, life in self._lives():
            if copied := getattr(life, "copied", None):
                events = copy_rows(copied(), times=times)
                self.stdout.write(f"{addon.manifest.title}: {events} events of {times} copies")
        for _addon, life in self._lives():
            if count_again := getattr(life, "count_again", None):
                count_again()
