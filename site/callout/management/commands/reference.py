from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from callout.environment import ROOT
from callout.reference import pages

FOLDER = ROOT / "docs" / "reference"


class Command(BaseCommand):
    help = "Writes docs/reference/ from what the enabled addons declare."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether it is current")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            made = {FOLDER / name: text for name, text in pages()}
        changed = [file for file, text in made.items() if _read(file) != text]
        left = [file for file in FOLDER.rglob("*.*") if file not in made]
        if options["check"] and (changed or left):
            names = ", ".join(sorted(file.name for file in [*changed, *left]))
            raise CommandError(f"{names}: not current; run manage.py reference.")
        for file in changed:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(made[file], encoding="utf-8")
        for file in left:
            file.unlink()
        self.stdout.write(f"{len(made)} files, {len(changed)} written, {len(left)} removed.")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
