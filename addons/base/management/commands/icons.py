from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

THEME = Path(__file__).resolve().parents[4] / "theme"
NAMES = THEME / "icons.txt"
SPRITE = THEME / "static" / "theme" / "icons.svg"


class Command(BaseCommand):
    help = "Build the icon sprite from theme/icons.txt and a folder of Bootstrap Icons."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the unpacked package's icons/ folder")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        names = NAMES.read_text(encoding="utf-8").split()
        if missing := [name for name in names if not (folder / f"{name}.svg").is_file()]:
            raise CommandError(f"Not in {folder}: {', '.join(missing)}. Correct {NAMES.name}.")
        symbols = (_symbol(name, folder / f"{name}.svg") for name in names)
        SPRITE.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(symbols)}</svg>\n',
            encoding="utf-8",
        )
        self.stdout.write(f"{len(names)} icons in {SPRITE.stat().st_size} bytes.")


def _symbol(name: str, file: Path) -> str:
    svg = file.read_text(encoding="utf-8")
    shapes = re.sub(r"\s*\n\s*", "", svg[svg.index(">") + 1 : svg.rindex("</svg>")])
    return f'<symbol id="{name}" viewBox="0 0 16 16">{shapes}</symbol>\n'
