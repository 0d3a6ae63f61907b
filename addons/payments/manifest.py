from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="payments",
    title="Payments",
    summary="Money comes in by card or cash, and goes back to where it came from.",
    version="0.1.0",
    depends=("ledger", "notifications"),
)
