from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="chat",
    title="Chat",
    summary="Conversations on any record: text, photos and files, read marks, expiry, read-only.",
    version="0.1.0",
    depends=("notifications",),
)
