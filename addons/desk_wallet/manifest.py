from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="desk_wallet",
    title="Wallet at the desk",
    summary="Whoever answers a ticket sees what its customer has in the wallet.",
    version="0.1.0",
    depends=("desk", "ledger"),
    auto=True,
)
