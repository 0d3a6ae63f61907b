from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from addons.base.points import FLOWS
from addons.base.workflow.compose import ComposedFlow
from addons.base.workflow.declare import Transition
from addons.base.workflow.diagram import draw


class Command(BaseCommand):
    help = "Lists the flows of all record types, or one with its states and transitions."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("label", nargs="?", help="a record type, such as app.model")
        parser.add_argument("--svg", type=Path, help="draw it into this file")

    def handle(self, *args: Any, **options: Any) -> None:
        label, picture = options["label"], options["svg"]
        if label is None:
            for flow in FLOWS.values():
                self.stdout.write(
                    f"{flow.label}: {len(flow.states)} states, {len(flow.transitions)} transitions"
                )
            return
        found = FLOWS.get(label.lower())
        if found is None:
            raise CommandError(f"There is no {label}; there are {', '.join(FLOWS)}.")
        if picture is not None:
            picture.write_text(str(draw(found)), encoding="utf-8")
            self.stdout.write(f"Drawn into {picture}")
            return
        self._describe(found)

    def _describe(self, flow: ComposedFlow) -> None:
        for key, state in flow.states.items():
            end = " (final)" if state.final else ""
            self.stdout.write(f"{key}: {state.label}{end}, {flow.state_addons[key]}")
        for spec in flow.transitions.values():
            self.stdout.write(_line(flow, spec))


def _line(flow: ComposedFlow, spec: Transition) -> str:
    source = "any" if spec.from_any else ", ".join(spec.source) or "new"
    target = ", ".join(spec.target) or "the same"
    after = [follow_up.addon for follow_up in flow.follow_ups.get(spec.name, ())]
    follows = f"; followed by {', '.join(after)}" if after else ""
    return f"{spec.name}: {source} → {target}; {spec.permission}; {spec.addon}{follows}"
