"""What the addons' READMEs say of a flow is what was composed."""

from __future__ import annotations

import re
from pathlib import Path

from addons.base.points import FLOWS

ADDONS = Path(__file__).parent.parent / "addons"
LISTED = re.compile(r"^States of `(\w+\.\w+)`: (.+)$", re.M)


def listed() -> list[tuple[str, str, set[str]]]:
    """Addon, record type and its states, from each README that lists them."""
    return [
        (readme.parent.name, label, set(re.findall(r"`(\w+)`", states)))
        for readme in sorted(ADDONS.glob("*/README.md"))
        for label, states in LISTED.findall(readme.read_text(encoding="utf-8"))
        if label in FLOWS
    ]


def test_the_states_a_readme_lists_are_those_of_the_flow() -> None:
    for addon, label, states in listed():
        flow = FLOWS[label]
        own = {key for key in flow.states if flow.state_addons[key] == addon}
        assert states == own, f"{addon}/README.md on {label}"
