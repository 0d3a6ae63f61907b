from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="keeps_people",
    title="Keeps people",
    summary="Keeps something of a person and does not forget it.",
    version="1.0.0",
    depends=("base",),
)
