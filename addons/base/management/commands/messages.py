from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.commands import makemessages

# Neither read by customers nor by staff.
LEFT_OUT = ("tests", "bench", "fixtures", "docs", "scripts", "var")
CHANGES_EVERY_TIME = re.compile(r'^"POT-Creation-Date:.*\n', re.MULTILINE)


class Gather(makemessages.Command):
    """A guessed translation is worse than none, and a sorted file shows small differences."""

    msgmerge_options = [
        *makemessages.Command.msgmerge_options,
        "--no-fuzzy-matching",
        "--sort-output",
    ]


class Command(BaseCommand):
    help = "Gather the texts that people read, and compile those that are translated."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        own, *_borrowed = map(Path, settings.LOCALE_PATHS)
        call_command(
            Gather(),
            locale=[folder.parent.name for folder in own.glob("*/LC_MESSAGES")],
            extensions=["html", "txt", "py"],
            ignore_patterns=list(LEFT_OUT),
            add_location="file",
            no_wrap=True,
            no_obsolete=True,
            verbosity=0,
        )
        for file in own.rglob("*.po"):
            text = CHANGES_EVERY_TIME.sub("", file.read_text(encoding="utf-8"))
            file.write_text(text, encoding="utf-8")
            self.stdout.write(compile_messages(file))


def compile_messages(file: Path) -> str:
    """Write the .mo beside the .po, and say how much of it is translated."""
    with file.open("rb") as source:
        catalogue = read_po(source)
    with file.with_suffix(".mo").open("wb") as target:
        write_mo(target, catalogue)
    texts = [message for message in catalogue if message.id]
    translated = [message for message in texts if message.string and any(message.string)]
    name = "/".join(file.parts[-4:])
    return f"{name}: {len(translated)} of {len(texts)} texts"
