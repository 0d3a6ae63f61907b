"""Switching addons on and off: what each change brings along, and what cannot be. Pure Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .manifests import KERNEL, PEOPLE, AddonError, FoundAddon, resolve

Found = dict[str, FoundAddon]


@dataclass(frozen=True)
class Switch:
    """What to list from now on, and which addons go on and off by it."""

    listed: tuple[str, ...]
    on: tuple[str, ...]
    off: tuple[str, ...]


def enable(name: str, listed: tuple[str, ...], found: Found) -> Switch:
    """List the addon, or say in one sentence why it cannot be."""
    _known(name, found)
    if name == KERNEL:
        raise AddonError("The kernel is always on.")
    if name in listed:
        raise AddonError(f"Addon {name!r} is switched on already.")
    return _switch(listed, (*listed, name), found)


def disable(name: str, listed: tuple[str, ...], found: Found) -> Switch:
    """Take the addon off the list, or say in one sentence why it cannot be."""
    _known(name, found)
    on = {addon.name for addon in resolve(listed, found)}
    if name not in on:
        raise AddonError(f"Addon {name!r} is switched off already.")
    if name in (KERNEL, PEOPLE):
        raise AddonError(f"Addon {name!r} cannot be switched off: all others stand on it.")
    rest = tuple(other for other in listed if other != name)
    if name in {addon.name for addon in resolve(rest, found)}:
        raise AddonError(_why_it_stays(name, rest, found))
    return _switch(listed, rest, found)


def why_on(name: str, listed: Iterable[str], found: Found) -> str:
    """Why the addon is on, in a few words; empty if it is off."""
    listed = tuple(listed)
    on = [addon.name for addon in resolve(listed, found)]
    if name not in on:
        return ""
    if name == KERNEL:
        return "the kernel"
    if name in listed:
        return "listed"
    needing = [other for other in on if name in found[other].manifest.depends]
    if needing:
        return f"needed by {', '.join(needing)}"
    if name == PEOPLE:
        return "people come with any addon"
    return f"joins {', '.join(found[name].manifest.depends)}"


def _known(name: str, found: Found) -> None:
    if name not in found:
        raise AddonError(f"There is no addon {name!r}; there are: {', '.join(sorted(found))}.")


def _why_it_stays(name: str, rest: tuple[str, ...], found: Found) -> str:
    on = [addon.name for addon in resolve(rest, found)]
    needing = [other for other in on if name in found[other].manifest.depends]
    if not needing:
        joined = " and ".join(found[name].manifest.depends)
        return f"Addon {name!r} is on by itself while {joined} are; switch one of them off."
    return f"Addon {name!r} is needed by {', '.join(needing)}; switch that off first."


def _switch(before: tuple[str, ...], after: tuple[str, ...], found: Found) -> Switch:
    was = [addon.name for addon in resolve(before, found)]
    will_be = [addon.name for addon in resolve(after, found)]
    return Switch(
        listed=after,
        on=tuple(name for name in will_be if name not in was),
        off=tuple(name for name in was if name not in will_be),
    )
