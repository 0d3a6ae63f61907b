"""addons.toml is edited without losing what its keepers wrote."""

from __future__ import annotations

import pytest

from addons.base.addons_file import add, listed, remove
from addons.base.manifests import AddonError

SHORT = '# Ours.\nenabled = ["jobs", "website"]\n'
LONG = """# Ours.
enabled = [
    # what we sell
    "jobs",  # since spring
    "website"  # not "chat"]
]
# The end.
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "addons.toml"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SHORT, '# Ours.\nenabled = ["jobs", "website", "chat"]\n'),
        ("enabled = []\n", 'enabled = ["chat"]\n'),
        ("enabled = ['jobs',]\n", "enabled = ['jobs', \"chat\"]\n"),
        (
            LONG,
            LONG.replace('"website"  # not "chat"]\n', '"website",  # not "chat"]\n    "chat",\n'),
        ),
    ],
)
def test_an_addon_is_added_in_the_style_of_the_file(file, before, after):
    file.write_text(before)
    add(file, "chat")
    assert file.read_text() == after
    assert listed(file)[-1] == "chat"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("website", SHORT, '# Ours.\nenabled = ["jobs"]\n'),
        ("jobs", SHORT, '# Ours.\nenabled = ["website"]\n'),
        ("jobs", 'enabled = ["jobs"]\n', "enabled = []\n"),
        ("jobs", LONG, LONG.replace('    "jobs",  # since spring\n', "")),
        ("website", LONG, LONG.replace('    "website"  # not "chat"]\n', "")),
    ],
)
def test_an_addon_is_removed_with_nothing_else(file, name, before, after):
    file.write_text(before)
    remove(file, name)
    assert file.read_text() == after


def test_a_file_without_the_list_is_left_alone(file):
    file.write_text('names = ["jobs"]\n')
    with pytest.raises(AddonError, match="has no list"):
        add(file, "chat")
    assert file.read_text() == 'names = ["jobs"]\n'
