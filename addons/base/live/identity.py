"""Who opens a socket: by bearer token, or by session cookie from our own pages only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
    load_backend,
)
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import is_same_domain

from ..surfaces.authentication import user_of_token
from ..workflow.errors import NotSignedIn
from .versions import auth_version_of


@dataclass(frozen=True)
class SignIn:
    """What somebody came in with, so that it can be asked again whether it still holds."""

    user_id: int
    version: int
    session_key: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


class Handshake:
    """The request that opens a socket."""

    def __init__(self, scope: dict[str, Any]) -> None:
        self.scheme = scope.get("scheme", "ws")
        self.address = (scope.get("client") or ("",))[0]
        self._headers: list[tuple[bytes, bytes]] = list(scope["headers"])

    def header(self, name: str) -> str:
        """The header, or nothing where it is missing or sent twice."""
        found = [value for key, value in self._headers if key == name.encode()]
        return found[0].decode("latin-1") if len(found) == 1 else ""

    @property
    def bearer(self) -> str:
        kind, _, token = self.header("authorization").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""

    @property
    def session_key(self) -> str:
        return parse_cookie(self.header("cookie")).get(settings.SESSION_COOKIE_NAME, "")

    def is_from_our_pages(self) -> bool:
        """The browser's Origin is this very host and port, or one that the settings trust."""
        origin, host = self.header("origin"), self.header("host")
        domain, _port = split_domain_port(host)
        if domain and validate_host(domain, settings.ALLOWED_HOSTS):
            scheme = "https" if self._is_secure() else "http"
            if origin == f"{scheme}://{host}":
                return True
        return bool(origin) and any(map(origin_matches(origin), settings.CSRF_TRUSTED_ORIGINS))

    def _is_secure(self) -> bool:
        if self.scheme == "wss":
            return True
        name, secure = settings.SECURE_PROXY_SSL_HEADER or ("", "https")
        header = name.removeprefix("HTTP_").replace("_", "-").lower()
        return bool(header) and self.header(header).split(",")[0].strip() == secure


def origin_matches(origin: str) -> Any:
    """Whether a trusted origin, exact or `https://*.example.com`, covers this one."""
    given = urlsplit(origin)

    def covers(trusted: str) -> bool:
        if "*" not in trusted:
            return origin == trusted
        pattern = urlsplit(trusted)
        return given.scheme == pattern.scheme and is_same_domain(
            given.netloc, pattern.netloc.lstrip("*")
        )

    return covers


def sign_in(handshake: Handshake) -> tuple[Any, SignIn]:
    """The person and what they came in with. Asks the database."""
    key = token = ""
    if handshake.bearer:
        token = handshake.bearer
        user = user_of_token(token)
    elif handshake.session_key and handshake.is_from_our_pages():
        key = handshake.session_key
        user = by_session(key)
    else:
        user = None
    if user is None or not user.is_active:
        raise NotSignedIn
    return user, SignIn(user.pk, version_of(user), session_key=key, token=token)


def by_session(key: str) -> Any:
    """Django's own `get_user` would renew the session's key, which a socket cannot hand on."""
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user_id = get_user_model()._meta.pk.to_python(session[SESSION_KEY])
    user: Any = load_backend(session[BACKEND_SESSION_KEY]).get_user(user_id)
    if user is None:
        return None
    given = session.get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return user if any(constant_time_compare(given, known) for known in hashes) else None


def version_of(user: Any) -> int:
    return getattr(user, "auth_version", 1)


def person_of(signed: SignIn) -> Any:
    """The person as they are now, for one piece of work."""
    user = get_user_model()._default_manager.filter(pk=signed.user_id, is_active=True).first()
    if user is None or version_of(user) != signed.version:
        raise NotSignedIn
    return user


def still_signed_in(signed: Iterable[SignIn]) -> set[SignIn]:
    """Those of them that still hold: person, session and token."""
    signed = set(signed)
    versions = auth_version_of({one.user_id for one in signed})
    sessions = open_sessions({one.session_key for one in signed if one.session_key})
    holders = {token: user_of_token(token) for token in {one.token for one in signed if one.token}}
    return {
        one
        for one in signed
        if versions.get(one.user_id) == one.version
        and (
            one.session_key in sessions
            or (one.token and getattr(holders[one.token], "pk", None) == one.user_id)
        )
    }


def open_sessions(keys: set[str]) -> set[str]:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = store.get_model_class()._default_manager.filter(
        session_key__in=keys, expire_date__gt=timezone.now()
    )
    return set(rows.values_list("session_key", flat=True))
