from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="needs_nobody",
    title="Needs nobody",
    summary="Needs an addon that nobody has.",
    version="1.0.0",
    depends=("teleport",),
)
