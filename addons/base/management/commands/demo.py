"""`manage.py demo`: a believable business, made by each addon's `demo.py` in the order of addons."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...events.owe import effects_recorded_only


class Command(BaseCommand):
    help = "Fill an empty database with the demo's people and ninety days of their life."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale",
            type=float,
            default=1,
            help="so many times as much happened: more for measuring, a part for a quick look",
        )

    def handle(self, *args: Any, scale: float, **options: Any) -> None:
        if not settings.DEMO_ACCOUNTS:
            raise CommandError("The demo is not for production: its passwords are known.")
        if get_user_model()._default_manager.exists():
            self.stdout.write("There are people in this database already; the demo stays away.")
            return
        # Nobody is mailed about what never happened.
        with effects_recorded_only():
            for addon in settings.ADDONS:
                if find_spec(f"{addon.module}.demo"):
                    made = import_module(f"{addon.module}.demo").make(scale=scale)
                    self.stdout.write(f"{addon.manifest.title}: {made}")
