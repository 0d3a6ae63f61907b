from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="$name",
    title="$title",
    summary="Made by `manage.py addons new`: say here what it is for.",
    version="0.1.0",
    depends=("notifications",),
)
