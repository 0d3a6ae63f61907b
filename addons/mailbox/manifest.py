from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="mailbox",
    title="Support by e-mail",
    summary="Answers to tickets go out as mails that can be answered; what comes in lands in them.",
    version="0.1.0",
    depends=("tickets", "notifications"),
)
