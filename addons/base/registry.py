"""Sealed registries: every extension point is one, and a wrong registration fails at start-up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

V = TypeVar("V")

_loading: ContextVar[str] = ContextVar("loading_addon", default="base")


class RegistryError(ImproperlyConfigured):
    """A registration that cannot stand; the sentence names the addon and what to mend."""


@contextmanager
def loading(addon: str) -> Iterator[None]:
    """Entries registered inside belong to this addon."""
    token = _loading.set(addon)
    try:
        yield
    finally:
        _loading.reset(token)


def loading_addon() -> str:
    """The addon whose parts are being imported now."""
    return _loading.get()


class Registry(Generic[V]):
    """Named entries in the order of their registration, each tagged with the addon that made it."""

    def __init__(self, name: str, summary: str) -> None:
        self.name = name
        self.summary = summary
        self._entries: dict[str, V] = {}
        self._owners: dict[str, str] = {}
        self._sealed = False
        _registries.append(self)

    def register(self, key: str, value: V) -> V:
        addon = loading_addon()
        if self._sealed:
            raise RegistryError(
                f"Addon {addon} registers {key!r} as {self.name} after start-up; "
                "do it in one of the parts that the kernel loads."
            )
        if key in self._entries:
            raise RegistryError(
                f"Addons {self._owners[key]} and {addon} both register {key!r} as {self.name}; "
                "rename one of them."
            )
        self._entries[key] = value
        self._owners[key] = addon
        return value

    def seal(self) -> None:
        self._sealed = True

    def owners(self) -> set[str]:
        """The addons that registered something."""
        return set(self._owners.values())

    def owner(self, key: str) -> str:
        """The addon that registered the entry."""
        self[key]
        return self._owners[key]

    def __getitem__(self, key: str) -> V:
        try:
            return self._entries[key]
        except KeyError:
            known = ", ".join(sorted(self._entries)) or "nothing yet"
            raise RegistryError(f"No {self.name} is named {key!r}; known: {known}.") from None

    def get(self, key: str) -> V | None:
        return self._entries.get(key)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def values(self) -> list[V]:
        return list(self._entries.values())

    def items(self) -> list[tuple[str, V]]:
        return list(self._entries.items())


class ListRegistry(Generic[V]):
    """Unnamed entries in order of registration, with the addon that made each."""

    def __init__(self, name: str, summary: str) -> None:
        self.name = name
        self.summary = summary
        self._entries: list[tuple[str, V]] = []
        self._sealed = False
        _registries.append(self)

    def register(self, value: V) -> V:
        if self._sealed:
            raise RegistryError(
                f"Addon {loading_addon()} registers a {self.name} after start-up; "
                "do it in one of the parts that the kernel loads."
            )
        self._entries.append((loading_addon(), value))
        return value

    def seal(self) -> None:
        self._sealed = True

    def __iter__(self) -> Iterator[V]:
        return iter([value for _, value in self._entries])

    def __len__(self) -> int:
        return len(self._entries)

    def owners(self) -> set[str]:
        """The addons that registered something."""
        return {addon for addon, _ in self._entries}

    def owned(self) -> list[tuple[str, V]]:
        """Pairs of addon and entry."""
        return list(self._entries)


# Addons have extension points of their own; all are sealed together.
_registries: list[Registry[Any] | ListRegistry[Any]] = []


def seal_all() -> None:
    """After this nothing registers any more."""
    for registry in _registries:
        registry.seal()


def all_registries() -> list[Registry[Any] | ListRegistry[Any]]:
    """Every extension point of the kernel and of the addons that are on."""
    return list(_registries)
