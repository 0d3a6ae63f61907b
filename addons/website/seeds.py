from __future__ import annotations

from addons.base.points import SEEDS

from .pages import ensure_home


def first_page() -> None:
    """A new deployment has a front door; a page that somebody made is left alone."""
    ensure_home()


SEEDS.register("website.first page", first_page)
