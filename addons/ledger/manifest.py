from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="ledger",
    title="Ledger",
    summary="Double-entry accounts, transfers and holds; wallets that cannot be overdrawn.",
    version="0.1.0",
    depends=("accounts",),
)
