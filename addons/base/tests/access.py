"""Who finds what of the kernel's and Wagtail's: see addons/base/testing/access.py."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page, Site

from addons.base.models import SavedView
from addons.base.testing.access import STAFF, Cells


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    Locale.objects.get_or_create(language_code="en")
    collection = Collection.get_first_root_node() or Collection.add_root(name="Root")
    page = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    site = Site.objects.get_or_create(hostname="localhost", root_page=page, is_default_site=True)
    document = get_document_model().objects.create(
        title="Terms", file=ContentFile(b"Terms", "terms.txt")
    )
    return {
        "page": page,
        "site": site[0],
        "collection": collection,
        "image": drawn_picture(),
        "document": document,
        # Of one who has no place in the console.
        "saved_view": SavedView.objects.create(
            owner=people["customer"], record_type="jobs.job", name="Mine"
        ),
        "group": people["dispatcher"].groups.get() if "dispatcher" in people else None,
    }


def drawn_picture() -> Any:
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    content.seek(0)
    return get_image_model().objects.create(title="Tap", file=ImageFile(content, "tap.png"))


ADMINISTRATOR = {"administrator"}

PAGES = {
    "admin/console/panel/<slug:name>/": Cells("", STAFF, given={"name": "none"}, get=404),
    "admin/system-flows/<str:key>/": Cells("", STAFF, given={"key": "dummy.parcel"}),
}

# Wagtail's own pages, by the beginning of their addresses. What staff get there is Wagtail's to say;
# no outsider learns from them what there is.
WAGTAIL = {
    "admin/api/main/^pages/": "page",
    "admin/api/main/^documents/": "document",
    "admin/api/main/^images/": "image",
    "admin/pages/": "page",
    "admin/bulk/": "page",
    "admin/choose-page/": "page",
    "admin/tag-autocomplete/": "page",
    "admin/collections/": "collection",
    "admin/workflows/": "page",
    "admin/editing-sessions/": "page",
    "admin/forms/submissions/": "page",
    "admin/redirects/": "page",
    "admin/settings/": "page",
    "admin/documents/": "document",
    "admin/images/": "image",
    "admin/sites/": "site",
    "admin/groups/": "group",
}

# What takes a parameter and leads to nothing of anybody's, and why.
OPEN = {
    "admin/password_reset/confirm/<uidb64>/<token>/": "Wagtail's; passwords are reset by allauth",
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": "a signed key",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "a signed key",
    r"documents/^(\d+)/(.*)$": "public documents",
    "documents/authenticate_with_password/<int:restriction_id>/": "asks for a password",
    "media/<path:path>": "public pictures",
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": (
        "asks for a password"
    ),
    r"^((?:[\w\-]+/)*)$": "public pages",
}
