from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="no_way_back",
    title="No way back",
    summary="Its state does not say where rows go while the addon is off.",
    version="1.0.0",
    depends=("dummy",),
)
