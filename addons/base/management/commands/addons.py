from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from addons.base.addon_check import INDENT, faults_of
from addons.base.addons_file import add, listed, remove
from addons.base.loaded_check import loaded_faults
from addons.base.manifests import AddonError, discover
from addons.base.points import FLOWS
from addons.base.registry import all_registries
from addons.base.scaffold import make
from addons.base.switching import Found, Switch, disable, enable, why_on

NEXT = "Now run `manage.py migrate` and restart web and worker."


class Command(BaseCommand):
    help = "Lists the addons, switches them on and off, makes a new one, checks them."
    # An addon that fails them must still be switched off.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.set_defaults(act=self.list)
        parts = parser.add_subparsers(title="what to do (nothing: list them)")
        self._part(parts, "enable", self.enable, "switch it on, with all it needs")
        self._part(parts, "disable", self.disable, "switch it off; its data stays")
        new = self._part(parts, "new", self.new, "make a working one to begin with")
        new.add_argument("--record", help="what one of its records is called, such as visit")
        parts.add_parser("points", help="list the extension points and who uses them").set_defaults(
            act=self.points
        )
        check = parts.add_parser("check", help="look for what would go wrong with it")
        check.add_argument("names", nargs="*", help="names or packages; nothing: all that are on")
        check.add_argument(
            "--loaded",
            action="store_true",
            help="only what shows once they are on, as they are here",
        )
        check.set_defaults(act=self.check_addons)

    def _part(self, parts: Any, name: str, act: Callable[..., None], text: str) -> ArgumentParser:
        part: ArgumentParser = parts.add_parser(name, help=text)
        part.add_argument("name")
        part.set_defaults(act=act)
        return part

    def handle(self, *args: Any, act: Callable[..., None], **options: Any) -> None:
        try:
            act(**options)
        except AddonError as error:
            raise CommandError(str(error)) from error

    # --- what there is ----------------------------------------------------------------------

    def list(self, **options: Any) -> None:
        found = _found()
        on = [addon.name for addon in settings.ADDONS]
        for name in [*on, *sorted(set(found) - set(on))]:
            manifest = found[name].manifest
            why = _why(name, found) if name in on else "off"
            needs = f"needs {', '.join(manifest.depends)}" if manifest.depends else ""
            state = "on " if name in on else "off"
            line = f"{state}  {name:<16} {manifest.version:<8} {why:<28} {needs}"
            self.stdout.write(line.rstrip())

    def points(self, **options: Any) -> None:
        for registry in sorted(all_registries(), key=lambda registry: registry.name):
            users = ", ".join(sorted(registry.owners())) or "nobody"
            self.stdout.write(f"{registry.name}: {users}\n    {registry.summary}")

    # --- switching --------------------------------------------------------------------------

    def enable(self, name: str, **options: Any) -> None:
        file = _file()
        switch = enable(name, listed(file), _found())
        add(file, name)
        self._tell(name, switch, done="is on")
        self.stdout.write(NEXT)

    def disable(self, name: str, **options: Any) -> None:
        file = _file()
        switch = disable(name, listed(file), _found())
        remove(file, name)
        self._tell(name, switch, done="is off; its data stays for when it is on again")
        self.stdout.write(NEXT)
        if lent := _states_lent_by(set(switch.off)):
            self.stdout.write(
                f"Rows in states that go with it ({', '.join(lent)}) are moved by "
                "`manage.py relocate`."
            )

    def _tell(self, name: str, switch: Switch, *, done: str) -> None:
        self.stdout.write(f"{name} {done}.")
        for word, names in (("on", switch.on), ("off", switch.off)):
            others = [other for other in names if other != name]
            if others:
                self.stdout.write(f"With it {word}: {', '.join(others)}.")

    # --- making and checking ----------------------------------------------------------------

    def new(self, name: str, record: str | None, **options: Any) -> None:
        if name in _found():
            raise AddonError(f"There is an addon {name!r} already.")
        folder = make(name, record or name.removesuffix("s"))
        self.stdout.write(
            f"Made addons/{folder.name}. Look at its README.md, then switch it on with "
            f"`manage.py addons enable {name}`."
        )

    def check_addons(self, names: Sequence[str], loaded: bool, **options: Any) -> None:
        found, wrong = _found(), 0
        for name in names or [addon.name for addon in settings.ADDONS]:
            faults = loaded_faults(name) if loaded else faults_of(name, found)
            wrong += len(faults)
            self.stdout.write(f"{name}: {len(faults) or 'no'} faults")
            for fault in faults:
                self.stdout.write(f"{INDENT}{fault}")
        if wrong:
            raise CommandError("Mend what is named above.")


def _found() -> Found:
    return discover(settings.ENVIRONMENT.addon_modules)


def _file() -> Path:
    file: Path = settings.ENVIRONMENT.addons_file
    if settings.ENVIRONMENT.addons is not None:
        raise AddonError(
            f"The variable ADDONS names the addons, so {file.name} is not read: change ADDONS."
        )
    return file


def _why(name: str, found: Found) -> str:
    reason = why_on(name, settings.ENVIRONMENT.wanted_addons, found)
    return reason or "named in ADDON_MODULES"


def _states_lent_by(addons: set[str]) -> list[str]:
    """States that the addons add to the records of others."""
    return [
        f"{flow.label}: {key}"
        for flow in FLOWS.values()
        for key, addon in flow.state_addons.items()
        if addon in addons and flow.model._meta.app_label not in addons
    ]
