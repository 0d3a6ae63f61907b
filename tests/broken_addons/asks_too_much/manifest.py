from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="asks_too_much",
    title="Asks too much",
    summary="Its form asks for more than the body takes.",
    version="1.0.0",
    depends=("dummy",),
)
