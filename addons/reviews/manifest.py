from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="reviews",
    title="Reviews",
    summary="Customers review finished jobs in public, providers answer, staff may hide a review.",
    version="0.1.0",
    depends=("jobs",),
)
