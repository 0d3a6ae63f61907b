from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="saves_itself",
    title="Saves itself",
    summary="Its body saves the record.",
    version="1.0.0",
    depends=("dummy",),
)
