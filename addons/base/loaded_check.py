"""What shows of an addon once it is on: system checks, migrations, personal data, texts, tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.checks import ERROR, run_checks
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.utils.functional import Promise
from simple_history.models import HistoricalChanges

from .manifests import KERNEL, FoundAddon, read_addon
from .models import Record
from .points import FLOWS, PERSONAL
from .workflow.compose import ComposedFlow


def loaded_faults(name: str) -> list[str]:
    """A sentence for each fault of an addon that is on here."""
    config = apps.get_app_config(name)
    addon = read_addon(config.name)
    return [
        *(str(message.msg) for message in run_checks() if message.level >= ERROR),
        *_unmigrated(name),
        *_unforgettable(name),
        *_untranslatable(name),
        *_untested(addon),
    ]


def _unmigrated(name: str) -> Iterator[str]:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(
        loader.project_state(),
        ProjectState.from_apps(apps),
        NonInteractiveMigrationQuestioner(specified_apps={name}, dry_run=True),
    )
    if name in detector.changes(loader.graph, trim_to_apps={name}, convert_apps={name}):
        yield f"The models of {name} differ from its migrations; run `manage.py makemigrations {name}`."


def _unforgettable(name: str) -> Iterator[str]:
    """Kept history is forgotten with its record. The kernel's rows name persons by number only."""
    person = get_user_model()
    for model in apps.get_app_config(name).get_models():
        points_to_people = any(field.related_model is person for field in model._meta.fields)
        kept_elsewhere = issubclass(model, HistoricalChanges) or model._meta.label in PERSONAL
        if points_to_people and not kept_elsewhere and name != KERNEL:
            yield (
                f"{model._meta.label} points to people, but privacy.py does not say how it gives "
                "out and forgets what is theirs."
            )


def _untranslatable(name: str) -> Iterator[str]:
    for flow in FLOWS.values():
        for what, text in _texts(flow, name):
            if text and not isinstance(text, Promise):
                yield f"{flow.label}: the {what} says {text!r}, which nobody can translate; write _(…)."


def _texts(flow: ComposedFlow, addon: str) -> Iterator[tuple[str, Any]]:
    for key, state in flow.states.items():
        if flow.state_addons[key] == addon:
            yield f"state {key}", state.label
    for spec in flow.transitions.values():
        if spec.addon == addon:
            yield f"transition {spec.name}", spec.label
            yield f"transition {spec.name}", spec.confirm
            yield f"transition {spec.name}", spec.customer_label


def _untested(addon: FoundAddon) -> Iterator[str]:
    tested = {
        ast.unparse(statement.value)
        for path in addon.folder.glob("tests/**/*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and "FlowContract" in map(ast.unparse, node.bases)
        for statement in node.body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "model"
    }
    for model in apps.get_app_config(addon.name).get_models():
        if issubclass(model, Record) and model.__name__ not in tested:
            yield (
                f"No test holds {model._meta.label} to its FlowContract; who may do what in which "
                "state is not proved."
            )
