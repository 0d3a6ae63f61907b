"""The import law, read from the manifests and from every file's imports.

import-linter cannot say it: its contracts are written by hand for packages named beforehand, while
here each addon's manifest says what it may import, also for addons that do not exist yet.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .manifests import KERNEL, FoundAddon

# What an addon may take from another one.
SHARED = {"states", "flow", "models", "querysets", "points"}

# A part may import the parts of lines above its own, and its neighbours on the line.
LAYERS = (
    {"states"},
    {"arguments"},
    {"flow"},
    # A policy is a row of settings: a model that `models/__init__.py` takes in.
    {"querysets", "policies"},
    {"models"},
    {"rules", "follows", "effects", "schedules", "slots"},
    {"console", "portal", "api", "live"},
    {"urls"},
)
DEPTH = {part: depth for depth, parts in enumerate(LAYERS) for part in parts}

# Code that is not part of a running addon.
OUTSIDE = {"tests", "migrations"}


@dataclass(frozen=True)
class Import:
    """One name imported somewhere, as an absolute dotted path."""

    line: int
    name: str
    for_types_only: bool


def violations(addon: FoundAddon, folder: Path, found: dict[str, FoundAddon]) -> list[str]:
    """A sentence for every import in the addon's folder that breaks the law."""
    needs = needed(addon, found)
    faults: list[str] = []
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder).with_suffix("").parts
        if inside[0] in OUTSIDE:
            continue
        for imported in imports(path, package(addon, inside)):
            fault = _fault(addon, inside[0], imported, needs, found)
            if fault:
                where = "/".join(path.relative_to(folder).parts)
                faults.append(f"{addon.name}/{where}:{imported.line} {fault}")
    return faults


def needed(addon: FoundAddon, found: dict[str, FoundAddon]) -> set[str]:
    """The names of all addons this one needs, directly or not."""
    names: set[str] = set()
    waiting = list(addon.manifest.depends)
    while waiting:
        name = waiting.pop()
        if name not in names and name in found:
            names.add(name)
            waiting += found[name].manifest.depends
    return names


def package(addon: FoundAddon, inside: tuple[str, ...]) -> list[str]:
    """The package that relative imports in the file start from."""
    return [*addon.module.split("."), *inside[:-1]]


def imports(path: Path, package: list[str]) -> Iterator[Import]:
    """Every import in the file, wherever it stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typed = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            yield Import(node.lineno, name, id(node) in typed)


def _fault(
    addon: FoundAddon,
    part: str,
    imported: Import,
    needs: set[str],
    found: dict[str, FoundAddon],
) -> str | None:
    name = imported.name
    if name.partition(".")[0] == "callout":
        return f"imports {name}, but settings reach an addon through django.conf only"
    owner = next((a for a in found.values() if f"{name}.".startswith(f"{a.module}.")), None)
    if owner is None:
        return None
    target = name.removeprefix(f"{owner.module}").strip(".").partition(".")[0]
    if owner.name == addon.name:
        return None if addon.name == KERNEL else _wrong_way(part, target, imported)
    if addon.name == KERNEL:
        return f"imports {name}, but the kernel knows no addon"
    if owner.name == KERNEL:
        return None
    if owner.name not in needs:
        return f"imports {name}, but its manifest does not need {owner.name!r}"
    if target not in SHARED:
        return f"imports {name}, but of another addon only {', '.join(sorted(SHARED))} are open"
    return None


def _wrong_way(part: str, target: str, imported: Import) -> str | None:
    # A flow may name its model's type for the reader; nothing is imported when it runs.
    if imported.for_types_only or DEPTH.get(target, 0) <= DEPTH.get(part, len(LAYERS)):
        return None
    return f"imports {imported.name}, but {target} stands above {part}"
