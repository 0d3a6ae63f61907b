from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation

from addons.base.remembered import remembered

from .adapter import has_second_factor

Next = Callable[[HttpRequest], HttpResponse]

# What staff without a second factor may open: whatever leads to one, and the way out.
ON_THE_WAY = frozenset(
    {
        "account_confirm_email",
        "account_email",
        "account_email_verification_sent",
        "account_logout",
        "account_reauthenticate",
        "set_language",
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
    }
)


class Preferences:
    """Whoever is signed in reads in their language and in their time zone."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
            timezone.activate(request.user.time_zone)
        else:
            timezone.deactivate()
        response = self.get_response(request)
        self._keep_choice(request, response)
        return response

    def _keep_choice(self, request: HttpRequest, response: HttpResponse) -> None:
        """Whoever chooses a language for the visit, as Django's own view does, has it from now on."""
        chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen and request.user.is_authenticated and request.user.language != chosen.value:
            request.user.language = chosen.value
            request.user.save(update_fields=["language"])


class SecondFactor:
    """Staff without a second factor get no further than to the page that sets one up."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not settings.SECOND_FACTOR_FOR_STAFF or not request.user.is_authenticated:
            return None
        if not request.user.is_staff or _is_on_the_way(request):
            return None
        user = request.user
        if remembered(user, "second factor", lambda: has_second_factor(user)):
            return None
        if request.path.startswith("/api/"):
            raise PermissionDenied
        return redirect("mfa_activate_totp")


def _is_on_the_way(request: HttpRequest) -> bool:
    match = request.resolver_match
    name = (match.url_name if match else None) or ""
    return name.startswith("mfa_") or name in ON_THE_WAY
