"""What an addon's files say that no addon's may: imports, bodies, rules, templates, tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .doors_law import INSTEAD, reaches
from .import_law import OUTSIDE, violations
from .manifests import KERNEL, FoundAddon
from .switching import Found

# What a transition's body must not call, and who does it instead.
NOT_IN_A_BODY = {
    "save": "the door writes the record",
    "delete": "records end in a state",
    "create": "a follow-up makes other records",
    "edit": "a follow-up changes other records",
    "perform": "a follow-up performs what comes next",
    "perform_many": "a follow-up performs what comes next",
    "send_mail": "an effect or a notice writes to people",
    "has_perm": "the permission of the transition says who may",
}
# Those that stand for something else when called on anything but the record.
OF_THE_RECORD = {"save", "delete"}
BY_NAME = set(NOT_IN_A_BODY) - OF_THE_RECORD

NOT_IN_A_PAGE = {
    r"\|\s*safe\b|autoescape off": "shows text unescaped; leave `safe` out",
    r"<[^>]*\son[a-z]+\s*=": "has a script in an attribute; put it into a static file",
    r"<[^>]*\sstyle\s*=": "has a style in an attribute; use the theme's classes",
    r"<(script|link|img|iframe)[^>]*(src|href)\s*=\s*.?(https?:)?//": (
        "loads something from elsewhere; bring it along as a static file"
    ),
}


def source_faults(addon: FoundAddon, found: Found) -> list[str]:
    """A sentence for each place in the addon's files that cannot stay."""
    folder = addon.folder
    faults = violations(addon, folder, found)
    if addon.name != KERNEL:
        faults += [f"{addon.name}/{fault}" for fault in _faults(folder)]
    return faults


def _faults(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        if path.relative_to(folder).parts[0] not in OUTSIDE:
            for line in reaches(path.read_text(encoding="utf-8")):
                yield _at(folder, path, line, f"reaches past the doors; {INSTEAD}")
    for path in sorted({*folder.glob("*flow.py"), *folder.glob("extends/*.py")}):
        for body in _functions(path, decorator="transition"):
            for line, fault in _wrong_calls(body):
                yield _at(folder, path, line, fault)
    for path in folder.glob("rules.py"):
        for line, rule in _that_read_the_state(path):
            yield _at(folder, path, line, f"the rule {rule} reads the state; a rule only says who")
    for path in sorted(folder.glob("templates/**/*.html")):
        text = path.read_text(encoding="utf-8")
        for pattern, fault in NOT_IN_A_PAGE.items():
            if match := re.search(pattern, text, re.IGNORECASE):
                yield _at(folder, path, text.count("\n", 0, match.start()) + 1, fault)


def _that_read_the_state(path: Path) -> Iterator[tuple[int, str]]:
    for rule in _functions(path):
        for node in ast.walk(rule):
            if isinstance(node, ast.Attribute) and node.attr in {"state", "get_state"}:
                yield node.lineno, rule.name


def _functions(path: Path, *, decorator: str = "") -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            names = {_called(d) for d in node.decorator_list if isinstance(d, ast.Call)}
            if not decorator or decorator in names:
                yield node


def _wrong_calls(body: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    for node in ast.walk(body):
        if not isinstance(node, ast.Call) or node in body.decorator_list:
            continue
        name, by_name = _called(node), isinstance(node.func, ast.Name)
        on_itself = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "self"
        if (name in OF_THE_RECORD and on_itself) or (name in BY_NAME and by_name):
            yield node.lineno, f"the body of {body.name} calls {name}(); {NOT_IN_A_BODY[name]}"


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _at(folder: Path, path: Path, line: int, text: str) -> str:
    return f"{path.relative_to(folder).as_posix()}:{line} {text}"
