from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="website",
    title="Website",
    summary="The public pages around the portal, built from blocks, and how the brand looks.",
    version="0.1.0",
    depends=("providers",),
)
