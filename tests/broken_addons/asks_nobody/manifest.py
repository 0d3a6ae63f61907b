from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="asks_nobody",
    title="Asks nobody",
    summary="Asks a permission that no rule defines.",
    version="1.0.0",
    depends=("dummy",),
)
