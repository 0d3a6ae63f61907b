from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="catalog",
    title="Catalogue",
    summary="What can be booked: a tree of service categories with their policies, and priced items.",
    version="0.1.0",
    depends=("accounts",),
)
