from __future__ import annotations

from addons.base.manifests import Manifest

MANIFEST = Manifest(
    name="knowledge",
    title="Knowledge base",
    summary="Answers to what people often ask: public pages by subject, searched, and did they help?",
    version="0.1.0",
    depends=("website",),
)
