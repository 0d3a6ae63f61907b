from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="completion",
    title="Completion",
    summary="The customer confirms the work; silence is followed up until there is an answer.",
    version="0.1.0",
    depends=("jobs", "tickets"),
)
