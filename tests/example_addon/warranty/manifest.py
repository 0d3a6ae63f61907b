from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="warranty",
    title="Warranty",
    summary="A finished job may come back under warranty.",
    version="1.0.0",
    depends=("jobs",),
)
