from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="job_payments",
    title="Job payments",
    summary="Jobs paid from the wallet, by card or in cash: reserved, settled, billed, given back.",
    version="0.1.0",
    depends=("jobs", "billing"),
    auto=True,
)
