"""Who may import whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from addons.base.import_law import violations
from addons.base.manifests import FoundAddon, Manifest, discover

ROOT = Path(__file__).resolve().parent.parent
FOUND = discover()


@pytest.mark.parametrize("name", FOUND)
def test_addon_imports_only_what_it_may(name):
    faults = violations(FOUND[name], ROOT / "addons" / name, FOUND)
    assert not faults, "\n".join(faults)


def example(name: str, *depends: str) -> FoundAddon:
    manifest = Manifest(name=name, title="T", summary="S", version="1", depends=depends)
    return FoundAddon(manifest, f"addons.{name}")


EXAMPLES = {a.name: a for a in (example("base"), example("a"), example("b", "a"), example("c"))}


@pytest.mark.parametrize(
    ("addon", "file", "code", "fault"),
    [
        ("base", "points.py", "import addons.a", "the kernel knows no addon"),
        ("base", "live/tail.py", "from addons.a.models import A", "the kernel knows no addon"),
        ("b", "flow.py", "from addons.c.models import C", "does not need 'c'"),
        ("b", "flow.py", "def f():\n    from addons import c", "does not need 'c'"),
        ("b", "flow.py", "from addons.a.effects import mail", "are open"),
        ("b", "flow.py", "from addons.a import rules", "are open"),
        ("b", "extends/a_thing.py", "from addons.a.portal import x", "are open"),
        ("b", "states.py", "from .flow import F", "flow stands above states"),
        ("b", "models/thing.py", "from ..rules import r", "rules stands above models"),
        ("b", "models/thing.py", "from .. import console", "console stands above models"),
        ("b", "slots.py", "from callout import settings", "through django.conf only"),
    ],
)
def test_a_broken_law_is_found(tmp_path, addon, file, code, fault):
    assert fault in "\n".join(faults_of(tmp_path, addon, file, code))


@pytest.mark.parametrize(
    ("addon", "file", "code"),
    [
        ("b", "flow.py", "from addons.a.flow import F\nfrom .states import S"),
        ("b", "flow.py", "from addons.base.workflow.declare import Flow"),
        ("b", "rules.py", "from . import policies\nfrom .models.thing import Thing"),
        ("b", "flow.py", "if TYPE_CHECKING:\n    from .models import Thing"),
        ("b", "extends/a_thing.py", "from addons.a.states import S\nfrom ..models import T"),
        ("b", "tests/test_b.py", "from addons.c.console import anything"),
        ("c", "urls.py", "from .portal import pages\nimport addonsish"),
    ],
)
def test_what_the_law_allows_passes(tmp_path, addon, file, code):
    assert faults_of(tmp_path, addon, file, code) == []


def faults_of(folder: Path, addon: str, file: str, code: str) -> list[str]:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code)
    return violations(EXAMPLES[addon], folder, EXAMPLES)
