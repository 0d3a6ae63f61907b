from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="knowledge_tickets",
    title="Answers before asking",
    summary="Who raises a ticket is shown what the knowledge base says about it already.",
    version="0.1.0",
    depends=("knowledge", "tickets"),
    auto=True,
)
