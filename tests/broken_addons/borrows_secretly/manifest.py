from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="borrows_secretly",
    title="Borrows secretly",
    summary="Imports from an addon that its manifest does not need.",
    version="1.0.0",
    depends=("base",),
)
