from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="dead_end",
    title="Dead end",
    summary="Its state has no way out.",
    version="1.0.0",
    depends=("dummy",),
)
