from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="dummy",
    title="Dummy",
    summary="A parcel that is packed, sent and delivered: uses every extension point, for tests.",
    version="1.0.0",
)
