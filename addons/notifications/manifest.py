from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="notifications",
    title="Notifications",
    summary="What people are told: inbox and e-mail, texts from the console, preferences, a log.",
    version="0.1.0",
    depends=("accounts",),
)
