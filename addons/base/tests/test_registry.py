"""Registries refuse what cannot stand, with the addon's name."""

from __future__ import annotations

import pytest

from addons.base import points
from addons.base.registry import ListRegistry, Registry, RegistryError, loading


@pytest.fixture(autouse=True)
def _apart(monkeypatch):
    """Registries made here are not those that are sealed together."""
    monkeypatch.setattr("addons.base.registry._registries", [])


@pytest.fixture
def colours():
    return Registry("colour", "for tests")


def test_entries_keep_their_order_and_their_addon(colours):
    with loading("paint"):
        colours.register("red", 1)
    with loading("glass"):
        colours.register("blue", 2)
    assert list(colours) == ["red", "blue"]
    assert colours.values() == [1, 2]
    assert (colours.owner("red"), colours.owner("blue")) == ("paint", "glass")
    assert "red" in colours
    assert len(colours) == 2


def test_a_name_taken_twice_names_both_addons(colours):
    with loading("paint"):
        colours.register("red", 1)
    with loading("glass"), pytest.raises(RegistryError, match=r"paint and glass both .*'red'"):
        colours.register("red", 2)


def test_an_unknown_name_says_what_is_known(colours):
    colours.register("red", 1)
    with pytest.raises(RegistryError, match=r"'green'; known: red"):
        colours["green"]
    assert colours.get("green") is None


@pytest.mark.parametrize(("kind", "entry"), [(Registry, ("red", 1)), (ListRegistry, (1,))])
def test_nothing_registers_after_start_up(kind, entry):
    made = kind("colour", "for tests")
    made.seal()
    with loading("paint"), pytest.raises(RegistryError, match=r"Addon paint .* after start-up"):
        made.register(*entry)


def test_a_list_keeps_its_addons():
    paints = ListRegistry("paint", "")
    with loading("paint"):
        paints.register("red")
    assert paints.owned() == [("paint", "red")]
    assert list(paints) == ["red"]


def test_the_kernels_registries_are_sealed():
    with pytest.raises(RegistryError):
        points.SEEDS.register("late", lambda: None)


def test_the_dummy_uses_every_extension_point_of_the_kernel():
    """Flows are made of its models; extending is left to the dummy's own extension."""
    used = {
        name: registry.owners()
        for name, registry in vars(points).items()
        if isinstance(registry, (Registry, ListRegistry)) and name not in {"FLOWS", "EXTENSIONS"}
    }
    assert [name for name, owners in used.items() if "dummy" not in owners] == []
