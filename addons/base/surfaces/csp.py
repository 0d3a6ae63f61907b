"""What a page of ours may load and run: nothing from elsewhere, nothing inline without a nonce."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# The console is Wagtail's, which has inline scripts of its own; its pages answer for themselves.
CONSOLE: Final = "/admin/"
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)


class ContentSecurityPolicy:
    """Gives the request a `csp_nonce` and the answer the policy that names it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        if not request.path.startswith(CONSOLE):
            response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
        return response
