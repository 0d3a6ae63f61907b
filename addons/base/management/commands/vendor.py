from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

ROOT = Path(__file__).resolve().parents[4]
LIST = "vendor.toml"
FIELDS = {"name", "package", "version", "licence", "source", "file", "sha256"}
# What a browser could load: our templates, styles and scripts, wherever an addon keeps them.
OURS = ("theme/templates", "theme/static", "addons/*/templates", "addons/*/static")
SUFFIXES = {".html", ".css", ".js", ".svg", ".json", ".webmanifest", ".txt", ".xml"}
# A host in an address, with or without its scheme; XML's own namespaces load nothing.
OFF_ORIGIN = re.compile(r"(?:\b(?:https?|wss?)://|[\"'(=]//)(?!www\.w3\.org/)(?=[\w{])")


class Command(BaseCommand):
    help = "Check the files we ship of others, and that pages load from nowhere else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["check"])

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [*_changed_files(ROOT), *_foreign_addresses(ROOT)]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("Every vendored file is as listed, and nothing comes from elsewhere.")


def _changed_files(root: Path) -> Iterator[str]:
    entries = tomllib.loads((root / LIST).read_text(encoding="utf-8"))["file"]
    for entry in entries:
        file = root / entry["file"]
        if missing := FIELDS - entry.keys():
            yield f"{LIST}: {entry['file']} does not say its {', '.join(sorted(missing))}."
        elif not file.is_file():
            yield f"{entry['file']} is listed in {LIST} but not there."
        elif hashlib.sha256(file.read_bytes()).hexdigest() != entry["sha256"]:
            yield f"{entry['file']} is not {entry['name']} {entry['version']} as listed in {LIST}."
    listed = {root / entry["file"] for entry in entries}
    for file in _vendored(root):
        if file not in listed:
            yield f"{file.relative_to(root)} is not listed in {LIST}."


def _foreign_addresses(root: Path) -> Iterator[str]:
    vendored = set(_vendored(root))
    for folder in (found for pattern in OURS for found in root.glob(pattern)):
        for file in sorted(folder.rglob("*")):
            if file.suffix not in SUFFIXES or file in vendored:
                continue
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                if OFF_ORIGIN.search(line):
                    yield f"{file.relative_to(root)}:{number} names another host; serve it here."


def _vendored(root: Path) -> Iterator[Path]:
    for folder in (found for pattern in OURS for found in root.glob(f"{pattern}/**/vendor")):
        yield from (file for file in folder.rglob("*") if file.is_file())
