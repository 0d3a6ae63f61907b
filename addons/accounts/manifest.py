from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="accounts",
    title="Accounts",
    summary="People: sign-in by e-mail, second factor, roles, addresses and access tokens.",
    version="0.1.0",
    depends=("base",),
)
