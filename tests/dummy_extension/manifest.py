from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="dummy_extension",
    title="Dummy extension",
    summary="Parcels may be held at customs: does to another addon's record whatever is allowed.",
    version="1.0.0",
    depends=("dummy",),
)
