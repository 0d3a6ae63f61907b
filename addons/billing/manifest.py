from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="billing",
    title="Billing",
    summary="Invoices with gap-free numbers, credit notes, refunds, tax and the figures of it all.",
    version="0.1.0",
    depends=("payments",),
)
