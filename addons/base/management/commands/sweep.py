from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from addons.base.events.effects import try_given_up_again
from addons.base.points import SCHEDULES
from addons.base.schedules.sweep import sweep
from addons.base.schedules.sync import sync_schedules


class Command(BaseCommand):
    help = (
        "Runs every schedule now (or those named) and all owed effects; returns when all is done."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="*", help="of a schedule, such as addon.look")
        parser.add_argument(
            "--again", action="store_true", help="tries effects anew that were given up, too"
        )

    def handle(self, *args: Any, name: list[str], again: bool, **options: Any) -> None:
        for unknown in set(name) - set(SCHEDULES):
            raise CommandError(
                f"There is no schedule {unknown}; there are: {', '.join(sorted(SCHEDULES))}."
            )
        sync_schedules()
        if again:
            self.stdout.write(f"given up before, tried again: {try_given_up_again()}")
        if not sweep(name or list(SCHEDULES), say=self.stdout.write):
            raise CommandError("Not all went well; see the lines above.")
