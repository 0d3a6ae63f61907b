"""Every block of Wagtail's templates that ours fill or extend: its HTML is no stable API, so a test
asks whether they are still there."""

from __future__ import annotations

from typing import Final

# Template of Wagtail → the blocks of it that ours override.
OVERRIDDEN: Final[dict[str, tuple[str, ...]]] = {
    "wagtailadmin/base.html": ("branding_logo", "branding_title", "branding_favicon"),
    "wagtailadmin/home.html": ("titletag", "content"),
    "wagtailadmin/generic/base.html": (
        "bodyclass",
        "titletag",
        "slim_header",
        "main_content",
        "extra_css",
        "extra_js",
    ),
    "wagtailadmin/generic/listing.html": ("slim_header", "listing", "bulk_actions", "extra_js"),
    "wagtailadmin/generic/listing_results.html": (
        "other_searches",
        "results",
        "pagination",
        "no_results_message",
    ),
    "wagtailadmin/generic/confirm_delete.html": ("form",),
    "wagtailadmin/shared/headers/slim_header.html": ("extra_form_fields", "editing_sessions"),
}
