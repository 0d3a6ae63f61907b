from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="rule_reads_state",
    title="Rule reads state",
    summary="Its rule asks for the state.",
    version="1.0.0",
    depends=("dummy",),
)
