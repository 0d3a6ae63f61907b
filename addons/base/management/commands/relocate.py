from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from addons.base.workflow.known_states import Unknown, relocate, unknown_states


class Command(BaseCommand):
    help = (
        "Moves rows out of states that no enabled addon knows, to where their addon said, or with "
        "--from and --to to a state of your choice. Each move stands in the record's history."
    )
    # The check that names this command would keep it from running.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--record-type", help="only this one, such as app.model")
        parser.add_argument("--from", dest="source", help="only rows in this state")
        parser.add_argument("--to", dest="target", help="the state they go to")

    def handle(self, *args: Any, **options: Any) -> None:
        unknowns = [unknown for unknown in unknown_states() if _is_wanted(unknown, options)]
        if not unknowns:
            self.stdout.write("No rows are in an unknown state.")
        for unknown in unknowns:
            target = options["target"] or unknown.target
            if target is None or target not in unknown.flow.states:
                raise CommandError(
                    f"Where should the {unknown.rows} rows of {unknown.flow.label} in "
                    f"{unknown.state!r} go? Name one of {', '.join(unknown.flow.states)} with --to."
                )
            moved = relocate(unknown.flow, source=unknown.state, target=target)
            self.stdout.write(f"{unknown.flow.label}: {moved} moved, {unknown.state} → {target}")


def _is_wanted(unknown: Unknown, options: dict[str, Any]) -> bool:
    wanted_type, wanted_state = options["record_type"], options["source"]
    return wanted_type in (None, unknown.flow.label) and wanted_state in (None, unknown.state)
