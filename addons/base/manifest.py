from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="base",
    title="Kernel",
    summary="Addons, flows, doors, events, live topics, schedules and the four surfaces.",
    version="0.1.0",
)
