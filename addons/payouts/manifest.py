from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="payouts",
    title="Payouts",
    summary="Providers are paid what they have earned: weekly runs, a bank file, monthly statements.",
    version="0.1.0",
    depends=("payments", "billing", "providers"),
)
