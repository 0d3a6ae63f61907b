from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="tickets",
    title="Support",
    summary="Tickets with targets that are kept: teams, fair assignment, threads, escalation.",
    version="0.1.0",
    depends=("chat",),
)
