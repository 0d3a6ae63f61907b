"""How allauth signs people in here."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import get_language

from addons.base.points import LANDINGS
from addons.base.policies import policy
from addons.base.surfaces.middleware import address_of

from .models import AccountsPolicy, User


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up keeps name, phone and language; after signing in everybody gets to their own place."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return policy(AccountsPolicy).sign_up_is_open

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.name = form.cleaned_data["name"]
        user.phone = form.cleaned_data["phone"]
        user.language = get_language() or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The address belongs to the key: else anybody could lock an owner out by failing.
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return landing_of(request.user)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return landing_of(request.user)


def landing_of(user: Any) -> str:
    """Where the person's own work or bookings are."""
    if user.is_staff and user.has_perm("wagtailadmin.access_admin"):
        return reverse("wagtailadmin_home")
    answers = (landing(user) for landing in LANDINGS)
    return next(filter(None, answers), resolve_url(settings.LOGIN_REDIRECT_URL))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second factor lie encrypted; the name in the phone's list is the site's."""

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not (settings.SECOND_FACTOR_FOR_STAFF and authenticator.user.is_staff)

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"accounts.mfa:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def has_second_factor(user: User) -> bool:
    return SecondFactorAdapter().is_mfa_enabled(user)
