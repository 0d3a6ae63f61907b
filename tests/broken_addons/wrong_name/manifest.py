from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="other_name",
    title="Wrong name",
    summary="Its manifest gives another name than its folder.",
    version="1.0.0",
    depends=("dummy",),
)
