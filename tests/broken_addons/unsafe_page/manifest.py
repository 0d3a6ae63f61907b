from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="unsafe_page",
    title="Unsafe page",
    summary="Its page shows what a stranger typed as it is.",
    version="1.0.0",
    depends=("base",),
)
