"""Which addons there are and which are on. Pure Python: the settings read it before Django."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

ADDONS = Path(__file__).resolve().parent.parent
ENTRY_POINTS = "callout.addons"
KERNEL = "base"
PEOPLE = "accounts"

# Labels, URL prefixes and template folders that somebody else already owns.
TAKEN = frozenset(
    {
        *("account", "admin", "allauth", "api", "auth", "axes", "callout", "channels"),
        *("contenttypes", "django_filters", "django_htmx", "django_ninja", "django_q"),
        *("django_tasks", "documents", "forms", "healthz", "humanize", "media", "messages"),
        *("mfa", "modelcluster", "modelsearch", "ninja", "readyz", "redirects"),
        *("rest_framework", "rules", "search", "sessions", "simple_history"),
        *("simple_translation", "sitemaps", "sites", "socialaccount", "static"),
        *("staticfiles", "table_block", "taggit", "tasks", "treebeard"),
        *("typed_table_block", "usersessions", "wagtailadmin", "wagtailcore"),
        *("wagtaildocs", "wagtailembeds", "wagtailforms", "wagtailimages"),
        *("wagtailredirects", "wagtailroutablepage", "wagtailsearch"),
        *("wagtailsettings", "wagtailsites", "wagtailsnippets", "wagtailusers", "ws"),
    }
)


class AddonError(Exception):
    """The addons cannot be put together; the message is one sentence for the integrator."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an addon is and needs. `auto` glue is switched on once everything it needs is on."""

    name: str
    title: str
    summary: str
    version: str
    depends: tuple[str, ...] = ()
    auto: bool = False


@dataclass(frozen=True)
class FoundAddon:
    """An addon that could be switched on, and the package it lives in."""

    manifest: Manifest
    module: str

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def folder(self) -> Path:
        spec = find_spec(self.module)
        if spec is None or not spec.submodule_search_locations:
            raise AddonError(f"{self.module} is no package.")
        return Path(spec.submodule_search_locations[0])


def discover(extra_modules: Iterable[str] = ()) -> dict[str, FoundAddon]:
    """Every addon in addons/, among installed packages and in the extra modules, by name."""
    found: dict[str, FoundAddon] = {}
    for module in dict.fromkeys([*_folders(), *_installed(), *extra_modules]):
        addon = read_addon(module)
        other = found.setdefault(addon.name, addon)
        if other is not addon:
            raise AddonError(
                f"Addon name {addon.name!r} is claimed by both {other.module} and {module}; "
                "rename one of them."
            )
    return found


def read_addon(module: str) -> FoundAddon:
    """The addon in this package, with a manifest that can stand."""
    addon = FoundAddon(_manifest(module), module)
    _refuse_bad_name(addon)
    return addon


def resolve(
    wanted: Iterable[str], found: dict[str, FoundAddon], *, also: Iterable[str] = ()
) -> list[FoundAddon]:
    """The addons to switch on, each after everything it needs.

    Nothing wanted is the bare kernel; anything else brings people. `also` comes on top of either.
    """
    names = list(dict.fromkeys(wanted))
    if names and PEOPLE in found:
        names = list(dict.fromkeys([PEOPLE, *names]))
    names += also
    for name in names:
        if name not in found:
            known = ", ".join(sorted(found))
            raise AddonError(f"Addon {name!r} is switched on but not found; found are: {known}.")
    ordered = _ordered([KERNEL, *names], found)
    while glue := _glue(ordered, found):
        ordered = _ordered([*(addon.name for addon in ordered), *glue], found)
    return ordered


def _folders() -> Iterator[str]:
    for path in sorted(ADDONS.glob("*/manifest.py")):
        yield f"{ADDONS.name}.{path.parent.name}"


def _installed() -> Iterator[str]:
    for entry in sorted(entry_points(group=ENTRY_POINTS)):
        yield entry.value


def _manifest(module: str) -> Manifest:
    # find_spec, not `except ImportError`: an ImportError inside a manifest must be heard.
    if _is_missing(module) or find_spec(f"{module}.manifest") is None:
        raise AddonError(f"Addon package {module} has no manifest.py that can be imported.")
    manifest = getattr(import_module(f"{module}.manifest"), "MANIFEST", None)
    if not isinstance(manifest, Manifest):
        raise AddonError(f"{module}/manifest.py does not define MANIFEST = Manifest(…).")
    return manifest


def _is_missing(module: str) -> bool:
    parent, _, _ = module.rpartition(".")
    return (bool(parent) and _is_missing(parent)) or find_spec(module) is None


def _refuse_bad_name(addon: FoundAddon) -> None:
    folder = addon.module.rpartition(".")[2]
    if addon.name != folder:
        raise AddonError(
            f"Addon {addon.module} calls itself {addon.name!r}; its name must be that of its "
            f"folder, {folder!r}."
        )
    if addon.name in TAKEN:
        raise AddonError(
            f"Addon {addon.module} cannot be called {addon.name!r}: Django, Wagtail or a "
            "dependency owns that name."
        )


def _glue(on: list[FoundAddon], found: dict[str, FoundAddon]) -> list[str]:
    names = {addon.name for addon in on}
    return [
        addon.name
        for addon in found.values()
        if addon.manifest.auto and addon.name not in names and names >= {*addon.manifest.depends}
    ]


def _ordered(names: Iterable[str], found: dict[str, FoundAddon]) -> list[FoundAddon]:
    ordered: dict[str, FoundAddon] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in ordered:
            return
        if name in path:
            circle = " → ".join([*path[path.index(name) :], name])
            raise AddonError(f"Addons need each other in a circle: {circle}.")
        if name not in found:
            raise AddonError(f"Addon {path[-1]!r} needs {name!r}, which is not installed.")
        for need in found[name].manifest.depends:
            visit(need, (*path, name))
        ordered[name] = found[name]

    for name in names:
        visit(name, ())
    return list(ordered.values())
