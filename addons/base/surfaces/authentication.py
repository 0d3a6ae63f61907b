"""Who calls: a bearer token first, else the session's cookie with CSRF enforced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from ..points import AUTHENTICATORS
from ..workflow.errors import Forbidden, NotSignedIn

SCHEME: Final = "bearer "


def register_authenticator(authenticate: Callable[[str], Any]) -> Callable[[str], Any]:
    """Let the function turn a raw bearer token into its user, or None if it does not know it."""
    return AUTHENTICATORS.register(authenticate)


def user_of_token(token: str) -> Any:
    """The active user whom the token belongs to, or None."""
    for authenticate in AUTHENTICATORS:
        user = authenticate(token)
        if user is not None:
            return user if user.is_active else None
    return None


def actor_of(request: HttpRequest) -> Any:
    """The caller: a user or AnonymousUser. Raises for a wrong token and a missing CSRF token."""
    actor = getattr(request, "_actor", None)
    if actor is None:
        actor = request._actor = _find_actor(request)  # type: ignore[attr-defined]
        # What stands further in (history, logs) asks the request.
        request.user = actor
    return actor


def _find_actor(request: HttpRequest) -> Any:
    header = request.headers.get("Authorization", "")
    if header[: len(SCHEME)].lower() == SCHEME:
        user = user_of_token(header[len(SCHEME) :].strip())
        if user is None:
            raise NotSignedIn(_("The token is not valid any more. Sign in again."))
        return user
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return AnonymousUser()
    if check_csrf(request) is not None:
        raise Forbidden(_("Reload the page and try again."), code="csrf_failed")
    return user


class SignedIn(AuthBase):
    """For operations of people: 401 for everybody else."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Any:
        actor = actor_of(request)
        return actor if actor.is_authenticated else None


class Anyone(AuthBase):
    """For operations open to anyone, which still know a caller who signs in."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Any:
        return actor_of(request)


signed_in: Final = SignedIn()
anyone: Final = Anyone()
