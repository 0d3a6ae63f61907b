from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="forgot_migration",
    title="Forgot migration",
    summary="Its model is not what its migration made.",
    version="1.0.0",
    depends=("base",),
)
