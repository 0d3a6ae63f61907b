"""Against guessing: who fails too often is stopped by name and address together."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from addons.base.workflow import NotSignedIn
from addons.base.workflow.errors import TooMany

from .models import User


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The e-mail address that somebody tries, whichever form it came by."""
    tried = credentials or {}
    name = tried.get("email") or tried.get("username") or tried.get("login")
    return str(name or request.POST.get("login", "")).strip().lower()


def seconds_to_wait(request: HttpRequest) -> int:
    cool_off = get_cool_off(request)
    return int(cool_off.total_seconds()) if cool_off else 0


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What the sign-in page answers to the try that was one too many."""
    if response.status_code == 429:
        return response  # the API has said so in its own form
    wait = seconds_to_wait(request)
    page = render(request, "accounts/portal/locked_out.html", {"minutes": wait // 60}, status=429)
    page["Retry-After"] = str(wait)
    return page


def check_password(request: HttpRequest, *, email: str, password: str) -> User:
    """The person with this password, counted and refused as on the sign-in page."""
    if not AxesProxyHandler.is_allowed(request, {"email": email}):
        raise TooMany(retry_after=seconds_to_wait(request))
    user = authenticate(request, email=email, password=password)
    if user is None:
        if request.axes_locked_out:
            raise TooMany(retry_after=seconds_to_wait(request))
        raise NotSignedIn(code="wrong_credentials")
    return user
