from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="consultations",
    title="Consultations",
    summary="Talks with a consultant, paid by the minute from the wallet and charged exactly.",
    version="0.1.0",
    depends=("providers", "chat", "billing"),
)
