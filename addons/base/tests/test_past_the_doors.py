"""The lint rule: no addon changes a record but through the doors."""

from __future__ import annotations

from pathlib import Path

import pytest

from addons.base.doors_law import INSTEAD, reaches

ROOT = Path(__file__).resolve().parents[3]

KERNEL = ROOT / "addons" / "base"
OUTSIDE = {"tests", "migrations"}


def addon_files() -> list[Path]:
    return [
        path
        for folder in (ROOT / "addons", ROOT / "site")
        for path in sorted(folder.rglob("*.py"))
        if KERNEL not in path.parents and not OUTSIDE & set(path.parts)
    ]


def test_no_addon_reaches_past_the_doors():
    found = [
        f"{path.relative_to(ROOT)}:{line} reaches past the doors; {INSTEAD}"
        for path in addon_files()
        for line in reaches(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "Job._plain.filter(pk=1).update(state='done')",
        "job.save_base()",
        "from addons.base.workflow.rows import write_rows",
        "job.__dict__['state'] = 'done'",
    ],
)
def test_the_rule_finds_what_it_forbids(line):
    assert reaches(line) == [1]


def test_the_rule_lets_the_doors_through():
    assert reaches("perform(job, JobFlow.start, actor=user, via=Door.REST)") == []
