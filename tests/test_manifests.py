"""Which addons are switched on, in which order, and what is said when they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from addons.base.manifests import TAKEN, AddonError, FoundAddon, Manifest, discover, resolve


def found(**needs: tuple[str, ...]) -> dict[str, FoundAddon]:
    """Addons that need each other so; a name that ends in _glue is `auto`."""
    return {
        name: FoundAddon(
            Manifest(
                name=name,
                title=name,
                summary=name,
                version="1",
                depends=depends,
                auto=name.endswith("_glue"),
            ),
            f"addons.{name}",
        )
        for name, depends in {"base": (), **needs}.items()
    }


def names(addons: list[FoundAddon]) -> list[str]:
    return [addon.name for addon in addons]


def package(folder: Path, name: str, manifest: str) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").touch()
    (folder / name / "manifest.py").write_text(
        f"from addons.base.manifests import Manifest\n{manifest}\n"
    )


def manifest(name: str) -> str:
    return f"MANIFEST = Manifest(name={name!r}, title='T', summary='S', version='1')"


def test_nothing_wanted_is_the_bare_kernel():
    assert names(resolve([], found(accounts=()))) == ["base"]


def test_wanting_anything_switches_people_on():
    assert names(resolve(["chat"], found(accounts=(), chat=()))) == ["base", "accounts", "chat"]


def test_extra_addons_leave_a_bare_kernel_bare():
    assert names(resolve([], found(accounts=(), dummy=()), also=["dummy"])) == ["base", "dummy"]


def test_needs_are_switched_on_first():
    there = found(accounts=(), chat=("accounts",), tickets=("chat",), unused=())
    assert names(resolve(["tickets"], there)) == ["base", "accounts", "chat", "tickets"]


def test_order_follows_needs_and_then_the_list():
    there = found(b=(), a=("c",), c=(), d=("b",))
    assert names(resolve(["d", "a", "d"], there)) == ["base", "b", "d", "c", "a"]


def test_glue_is_switched_on_when_all_it_needs_is_on():
    there = found(jobs=(), money=(), pay_glue=("jobs", "money"), more_glue=("pay_glue",))
    assert names(resolve(["jobs"], there)) == ["base", "jobs"]
    assert names(resolve(["jobs", "money"], there)) == [
        *("base", "jobs", "money", "pay_glue", "more_glue")
    ]


@pytest.mark.parametrize(
    ("wanted", "there", "sentence"),
    [
        (
            ["nothing"],
            found(chat=()),
            "Addon 'nothing' is switched on but not found; found are: base, chat.",
        ),
        (
            ["chat"],
            found(chat=("mail",)),
            "Addon 'chat' needs 'mail', which is not installed.",
        ),
        (
            ["z", "a"],
            found(z=("a",), a=("b",), b=("c",), c=("a",)),
            "Addons need each other in a circle: a → b → c → a.",
        ),
    ],
)
def test_what_cannot_be_switched_on_is_said_in_one_sentence(wanted, there, sentence):
    with pytest.raises(AddonError) as error:
        resolve(wanted, there)
    assert str(error.value) == sentence


def test_addons_are_found_in_the_folder_and_in_extra_packages(tmp_path, monkeypatch):
    package(tmp_path, "manifests_extra", manifest("manifests_extra"))
    monkeypatch.syspath_prepend(tmp_path)
    there = discover(["manifests_extra"])
    assert there["manifests_extra"].module == "manifests_extra"
    assert there["base"].module == "addons.base"


@pytest.mark.parametrize(
    ("pack", "name", "text", "sentence"),
    [
        ("pack_a", "empty", "", "does not define MANIFEST"),
        ("pack_b", "other", manifest("wrong"), "its name must be that of its folder, 'other'"),
        ("pack_c", "sessions", manifest("sessions"), "a dependency owns that name"),
        ("pack_d", "base", manifest("base"), "is claimed by both addons.base and pack_d.base"),
    ],
)
def test_a_wrong_manifest_is_named_at_start_up(tmp_path, monkeypatch, pack, name, text, sentence):
    package(tmp_path / pack, name, text)
    (tmp_path / pack / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(AddonError, match=sentence):
        discover([f"{pack}.{name}"])


def test_a_package_that_is_not_there_is_named():
    with pytest.raises(AddonError, match=r"manifests_nowhere\.deep has no manifest\.py"):
        discover(["manifests_nowhere.deep"])


def test_an_import_error_inside_a_manifest_is_heard(tmp_path, monkeypatch):
    package(tmp_path, "manifests_broken", "import a_module_that_is_not_there")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="a_module_that_is_not_there"):
        discover(["manifests_broken"])


def test_every_label_of_others_is_taken():
    ours = {addon.name for addon in settings.ADDONS}
    assert {app.label for app in apps.get_app_configs()} - ours <= TAKEN


def test_labels_are_folder_names_and_the_kernel_comes_first():
    labels = [apps.get_app_config(addon.name).label for addon in settings.ADDONS]
    assert labels == [addon.module.rpartition(".")[2] for addon in settings.ADDONS]
    assert settings.INSTALLED_APPS[: len(labels) + 1] == [
        *(addon.module for addon in settings.ADDONS),
        "callout",
    ]
    assert labels[0] == "base"
