"""Who may: each permission with the sentence that decides it."""

from __future__ import annotations

from collections import defaultdict

from rules.permissions import permissions

from addons.base.points import FLOWS, ROLES

from .markdown import code, listed, table
from .markdown import page as whole_page


def page() -> str:
    used = _used()
    names = sorted(set(permissions) | set(used))
    return whole_page(
        "Permissions",
        "A rule asks about the person and the record, never about its state. Several are joined "
        "with `|` (or), `&` (and), `~` (not).",
        table(
            ("permission", "who may", "for"),
            ((code(n), code(permissions.get(n, "nobody")), listed(used[n])) for n in names),
        ),
        "## Roles of staff",
        table(
            ("role", "title", "addon"),
            ((code(role.name), role.title, ROLES.owner(key)) for key, role in ROLES.items()),
        ),
    )


def _used() -> defaultdict[str, list[str]]:
    """Permission → the transitions that ask for it."""
    used: defaultdict[str, list[str]] = defaultdict(list)
    for flow in FLOWS.values():
        for name, spec in flow.transitions.items():
            used[spec.permission].append(f"{flow.label}.{name}")
    return used
