from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="recurring",
    title="Recurring bookings",
    summary="A booking that repeats every week, two weeks or month; each next job is booked ahead.",
    version="0.1.0",
    depends=("jobs",),
)
