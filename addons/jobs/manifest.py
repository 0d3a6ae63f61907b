from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="jobs",
    title="Jobs",
    summary="Booking, offers and re-offers, the job's life, the work session and its live distance.",
    version="0.1.0",
    depends=("providers", "chat"),
)
