from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="providers",
    title="Providers",
    summary="Who does the work: profiles, prices, working hours, the duty switch and nearby search.",
    version="0.1.0",
    depends=("catalog",),
)
