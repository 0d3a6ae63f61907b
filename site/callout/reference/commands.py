"""The commands of `manage.py` that are ours."""

from __future__ import annotations

from argparse import SUPPRESS, Action, _SubParsersAction
from collections.abc import Iterator

from django.apps import apps
from django.core.management import find_commands, load_command_class
from django.core.management.base import BaseCommand

from .markdown import code, table
from .markdown import page as whole_page

# What every command of Django's takes.
COMMON = frozenset(action.dest for action in BaseCommand().create_parser("manage.py", "")._actions)


def page() -> str:
    return whole_page("Commands", *(_section(name, command) for name, command in _ours()))


def _ours() -> Iterator[tuple[str, BaseCommand]]:
    ours = [config for config in apps.get_app_configs() if _is_ours(config.name)]
    found = {
        name: config.name for config in ours for name in find_commands(f"{config.path}/management")
    }
    for name, app in sorted(found.items()):
        yield name, load_command_class(app, name)


def _is_ours(app: str) -> bool:
    return app == "callout" or app.startswith("addons.")


def _section(name: str, command: BaseCommand) -> str:
    parser = command.create_parser("manage.py", name)
    own = [a for a in parser._actions if a.dest not in COMMON and a.help != SUPPRESS]
    options = [each for action in own for each in _each(action)]
    return "\n\n".join(
        part
        for part in (
            f"## {code(name)}",
            str(command.help),
            table(("argument", "means"), ((code(_written(a)), a.help or "") for a in options)),
        )
        if part
    )


def _each(action: Action) -> list[Action]:
    """The action itself, or the commands below it."""
    below = action.choices if isinstance(action, _SubParsersAction) else None
    return list(action._choices_actions) if below else [action]  # type: ignore[attr-defined]


def _written(action: Action) -> str:
    value = action.metavar or action.dest.upper()
    if not action.option_strings:
        return str(value)
    return action.option_strings[-1] + ("" if action.nargs == 0 else f" {value}")
