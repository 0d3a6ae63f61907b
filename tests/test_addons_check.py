"""`manage.py addons check` finds what is wrong with each of twelve addons broken on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from addons.base.addon_check import faults_of
from addons.base.manifests import discover

BROKEN = Path(__file__).parent / "broken_addons"

SENTENCES = {
    "asks_nobody": "no rules.py defines with rules.add_perm()",
    "asks_too_much": "the transition wrap asks for paper, but its body takes nothing",
    "borrows_secretly": "but its manifest does not need 'dummy'",
    "dead_end": "nothing leads out of the state 'lost'",
    "forgot_migration": "run `manage.py makemigrations forgot_migration`",
    "keeps_people": "keeps_people.Favourite points to people, but privacy.py does not say",
    "needs_nobody": "Addon 'needs_nobody' needs 'teleport', which is not installed.",
    "no_way_back": "must say when_disabled: where rows in it go while the addon is off",
    "rule_reads_state": "rules.py:10 the rule has_it_still reads the state",
    "saves_itself": "the body of wrap calls save(); the door writes the record",
    "unsafe_page": "unsafe_page/templates/unsafe_page/portal/note.html:3 shows text unescaped",
    "wrong_name": "calls itself 'other_name'; its name must be that of its folder",
}


def test_each_broken_addon_has_its_sentence():
    assert {path.parent.name for path in BROKEN.glob("*/manifest.py")} == set(SENTENCES)


@pytest.mark.slow
@pytest.mark.parametrize("name", SENTENCES)
def test_the_fault_of_a_broken_addon_is_named_in_one_sentence(name):
    found = discover(settings.ENVIRONMENT.addon_modules)
    (fault,) = faults_of(f"tests.broken_addons.{name}", found)
    assert SENTENCES[name] in fault


def test_an_addon_without_fault_passes(capsys):
    call_command("addons", "check", "tests.dummy_extension")
    assert capsys.readouterr().out == "tests.dummy_extension: no faults\n"


def test_a_fault_fails_the_command(capsys):
    with pytest.raises(CommandError, match="Mend what is named above"):
        call_command("addons", "check", "tests.broken_addons.needs_nobody")
    assert "needs 'teleport'" in capsys.readouterr().out
