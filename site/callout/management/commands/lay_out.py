from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from callout import first_start


class Command(BaseCommand):
    help = "Makes all tables of an empty SQLite database at once; `migrate` then only fills them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--record",
            action="store_true",
            help="migrate the empty database instead, and keep what that writes for the next time",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not first_start.is_possible():
            raise CommandError("Only an empty SQLite database is laid out; run manage.py migrate.")
        if options["record"]:
            self.stdout.write(f"{first_start.record()} rows kept.")
        else:
            first_start.lay_out()
