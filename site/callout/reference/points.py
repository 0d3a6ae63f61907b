"""The extension points, the kernel's and the addons', with who uses each."""

from __future__ import annotations

from addons.base.registry import all_registries

from .markdown import page as whole_page
from .markdown import table


def page() -> str:
    rows = ((r.name, r.summary, ", ".join(sorted(r.owners()))) for r in all_registries())
    return whole_page(
        "Extension points",
        "The shapes of the entries are documented where they are declared: `addons/base/points.py`, "
        "and `points.py` of each addon. All are sealed at start-up.",
        table(("point", "where it is registered, and when it is asked", "used by"), rows),
    )
