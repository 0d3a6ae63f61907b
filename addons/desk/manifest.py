from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="desk",
    title="Agent's desk",
    summary="Tickets in three panes, by keyboard: drafts, macros, and a moment to take a reply back.",
    version="0.1.0",
    depends=("tickets",),
)
