from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="appointments",
    title="Appointments",
    summary="A talk with a consultant booked for a time; then it is asked for by itself.",
    version="0.1.0",
    depends=("consultations", "providers"),
)
