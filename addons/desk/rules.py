"""Who may do what at the desk. What happens to tickets is asked of the tickets' own rules."""

from __future__ import annotations

import rules

from .querysets import leads, works

rules.add_perm("desk.use_desk", works)
rules.add_perm("desk.change_deskpolicy", leads)
# Each keeps their own; whose it must be is asked of `changeable_by`. Nothing is deleted: it is no
# longer offered.
for model in ("cannedreply", "macro"):
    for action in ("view", "add", "change"):
        rules.add_perm(f"desk.{action}_{model}", works)
