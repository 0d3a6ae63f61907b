"""What goes on and off with an addon, and what is said when it cannot be."""

from __future__ import annotations

import pytest

from addons.base.manifests import AddonError, FoundAddon, Manifest
from addons.base.switching import Switch, disable, enable, why_on


def addon(name, *depends, auto=False):
    manifest = Manifest(name=name, title="T", summary="S", version="1", depends=depends, auto=auto)
    return FoundAddon(manifest, f"addons.{name}")


FOUND = {
    a.name: a
    for a in (
        addon("base"),
        addon("accounts", "base"),
        addon("mail", "accounts"),
        addon("shop", "mail"),
        addon("till", "accounts"),
        addon("shop_till", "shop", "till", auto=True),
        addon("broken", "missing"),
    )
}


def test_what_an_addon_needs_and_what_joins_it_goes_on_with_it():
    assert enable("shop", ("till",), FOUND) == Switch(
        ("till", "shop"), on=("mail", "shop", "shop_till"), off=()
    )


def test_what_nothing_needs_any_more_goes_off_with_it():
    assert disable("shop", ("till", "shop"), FOUND) == Switch(
        ("till",), on=(), off=("mail", "shop", "shop_till")
    )


@pytest.mark.parametrize(
    ("act", "name", "listed", "sentence"),
    [
        (enable, "moon", (), "There is no addon 'moon'; there are: accounts, base, broken"),
        (enable, "base", (), "The kernel is always on."),
        (enable, "shop", ("shop",), "Addon 'shop' is switched on already."),
        (enable, "broken", (), "Addon 'broken' needs 'missing', which is not installed."),
        (disable, "shop", (), "Addon 'shop' is switched off already."),
        (disable, "accounts", ("shop",), "Addon 'accounts' cannot be switched off: all others"),
        (disable, "mail", ("shop",), "Addon 'mail' is needed by shop; switch that off first."),
        (disable, "mail", ("shop", "mail"), "Addon 'mail' is needed by shop; switch that off"),
        (disable, "shop_till", ("shop", "till"), "is on by itself while shop and till are;"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(act, name, listed, sentence):
    with pytest.raises(AddonError) as error:
        act(name, listed, FOUND)
    assert sentence in str(error.value)


def test_why_an_addon_is_on_is_known():
    listed = ("shop", "till")
    assert {name: why_on(name, listed, FOUND) for name in FOUND} == {
        "base": "the kernel",
        "accounts": "needed by mail, till",
        "mail": "needed by shop",
        "shop": "listed",
        "till": "listed",
        "shop_till": "joins shop, till",
        "broken": "",
    }
