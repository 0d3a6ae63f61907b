"""Against guessing: who fails too often is stopped by name and address together."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import NotSignedIn
from addons.base.workflow.errors import TooMany

from .adapter import has_second_factor
from .models import User

# allauth counts by the minute.
A_MINUTE = 60


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The e-mail address that somebody tries, whichever form it came by."""
    tried = credentials or {}
    name = tried.get("email") or tried.get("username") or tried.get("login")
    return str(name or request.POST.get("login", "")).strip().lower()


def seconds_to_wait(request: HttpRequest) -> int:
    cool_off = get_cool_off(request)
    return int(cool_off.total_seconds()) if cool_off else A_MINUTE


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What the sign-in page answers to the try that was one too many."""
    if response.status_code == TooMany.http_status:
        return response  # the API has said so in its own form
    wait = seconds_to_wait(request)
    page = render(request, "429.html", {"minutes": wait // 60}, status=TooMany.http_status)
    page["Retry-After"] = str(wait)
    return page


def check_password(request: HttpRequest, *, email: str, password: str) -> User:
    """The person with this password: counted, limited and refused as on the sign-in page."""
    credentials = {"email": email, "password": password}
    if not AxesProxyHandler.is_allowed(request, credentials):
        raise TooMany(retry_after=seconds_to_wait(request))
    try:
        user = get_adapter(request).authenticate(request, **credentials)
    except ValidationError:
        raise TooMany(retry_after=A_MINUTE) from None
    if getattr(request, "axes_locked_out", False):
        raise TooMany(retry_after=seconds_to_wait(request))
    # allauth also gives who may not sign in any more, to tell them so on its page.
    if user is None or not user.is_active:
        raise NotSignedIn(_("E-mail or password is wrong."), code="wrong_credentials")
    AxesProxyHandler.get_implementation().reset_user_attempts(request, credentials)
    return user


def check_code(user: User, code: str) -> None:
    """The second factor, where the person has one: a code of their app, or a recovery code."""
    if not has_second_factor(user):
        return
    if not code:
        raise NotSignedIn(_("Give the code of your second factor too."), code="code_required")
    form = AuthenticateForm({"code": code}, user=user)
    if form.is_valid():
        form.authenticator.record_usage()
        return
    if form.has_error("code", "too_many_login_attempts"):
        raise TooMany(retry_after=5 * A_MINUTE)
    raise NotSignedIn(_("The code is wrong or has been used."), code="wrong_code")
