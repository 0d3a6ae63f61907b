"""Every address: the kernel's, then each enabled addon's below its name, then Wagtail's pages."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as console_urls
from wagtail.documents import urls as document_urls


def _addons() -> list[URLPattern | URLResolver]:
    """`portal_urlpatterns` stand below the addon's name, `urlpatterns` at the root."""
    found: list[URLPattern | URLResolver] = []
    for addon in settings.ADDONS:
        name = f"{addon.module}.urls"
        if find_spec(name) is None:
            continue
        urls = import_module(name)
        found += getattr(urls, "urlpatterns", [])
        if portal := getattr(urls, "portal_urlpatterns", None):
            found.append(path(f"{addon.name}/", include((portal, addon.name))))
    return found


urlpatterns = [
    *_addons(),
    path("admin/", include(console_urls)),
    path("accounts/", include("allauth.urls")),
    path("documents/", include(document_urls)),
    # Public pictures; a larger deployment lets its web server answer for them.
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include(wagtail_urls)),
]

handler500 = "addons.base.surfaces.broken.broken"
