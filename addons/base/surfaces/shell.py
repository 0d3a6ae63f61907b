"""The portal as an app: manifest, service worker, offline page; and the style guide."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.i18n import set_language

from .. import clock

SAMPLES = Path(__file__).resolve().parents[3] / "theme" / "styleguide.json"
# What every page needs, and so the offline page too.
SHELL = (
    "theme/vendor/pico.min.css",
    "theme/tokens.css",
    "theme/frame.css",
    "theme/parts.css",
    "django_htmx/htmx-2.min.js",
    "theme/vendor/idiomorph-ext.min.js",
    "theme/js/portal.js",
    "theme/js/countdown.js",
    "theme/js/live.js",
    "theme/js/geo.js",
    "theme/icons.svg",
)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How the portal presents itself when it is put on a home screen."""
    return render(request, "theme/manifest.webmanifest", content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the shell at hand; its version changes with the files it keeps."""
    files = [static(name) for name in SHELL]
    version = sha256("\n".join(files).encode()).hexdigest()[:12]
    context = {"files": files, "version": version}
    return render(request, "theme/sw.js", context, content_type="text/javascript")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows when it knows no answer."""
    return render(request, "theme/offline.html")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every piece with sample data, for those who build pages."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "theme/styleguide.html", samples())


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"))
    phone = forms.CharField(
        label=_("Mobile number"), required=False, help_text=_("Only shown to who comes.")
    )
    note = forms.CharField(
        label=_("Anything to know before?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    when = forms.ChoiceField(
        label=_("When"), choices=[("now", _("As soon as possible")), ("later", _("Later today"))]
    )
    how = forms.ChoiceField(
        label=_("How would you like to be told?"),
        choices=[("mail", _("By e-mail")), ("text", _("By text message"))],
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(label=_("I have read the terms"))


def samples() -> dict[str, Any]:
    """The style guide's context; `{"in": seconds}` in the file stands for a moment."""
    now = clock.now()

    def moment(value: dict[str, Any]) -> Any:
        return now + timedelta(seconds=value["in"]) if value.keys() == {"in"} else value

    context = json.loads(SAMPLES.read_text(encoding="utf-8"), object_hook=moment)
    return {**context, "now": now, "form": SampleForm(), "wrong_form": SampleForm({"name": ""})}


urlpatterns = [
    path("manifest.webmanifest", manifest, name="manifest"),
    path("sw.js", service_worker, name="service_worker"),
    path("offline/", offline, name="offline"),
    path("language/", set_language, name="set_language"),
    path("styleguide/", styleguide, name="styleguide"),
]
