from __future__ import annotations

import json
import zipfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from addons.base.points import PERSONAL
from addons.base.privacy import forget


class Command(BaseCommand):
    help = "Gives out everything kept about a person, or forgets them; books and audit stay whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        export = actions.add_parser("export", help="write a zip of JSON files, one per kind of row")
        export.add_argument("email")
        export.add_argument("--out", type=Path, help="default: person-<id>.zip here")
        erase = actions.add_parser("erase", help="forget the person for good")
        erase.add_argument("email")

    def handle(self, *args: Any, action: str, email: str, **options: Any) -> None:
        people = get_user_model()._default_manager
        # Who only phoned has no e-mail address, but a number.
        person = people.filter(**({"pk": email} if email.isdecimal() else {"email": email})).first()
        if person is None:
            raise CommandError(f"Nobody here is {email}. Give an e-mail address, or a person's id.")
        if action == "export":
            self._export(person, options["out"] or Path(f"person-{person.pk}.zip"))
        else:
            forget(person)
            self.stdout.write(f"Person {person.pk} is forgotten.")

    def _export(self, person: Any, out: Path) -> None:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, kind in PERSONAL.items():
                rows = list(kind.export(person))
                text = json.dumps(rows, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
                archive.writestr(f"{name}.json", text)
        self.stdout.write(f"Written to {out}.")
