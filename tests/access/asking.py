"""Asking for an address, and what two answers have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from addons.base.testing.access import Cells, filled, parameters_of

SIGNED_IN_BY: Final = "allauth.account.auth_backends.AuthenticationBackend"
# What differs between two answers to one question.
PASSING: Final = (
    re.compile(r'(?<=nonce=")[^"]+|(?<=nonce-)[^\' ";]+'),
    re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+'),
    re.compile(r'(?<=csrfToken": ")[^"]+|(?<=csrfToken&quot;: &quot;)\w+'),
    re.compile(r"(?<=csrftoken=)\w+|(?<=expires=)[^;]+"),
)
HEADERS_PASSING: Final = {"X-Request-ID", "Server-Timing", "Date", "Expires"}


class Asker:
    """Asks as one person. Without Django's client around it: that keeps a copy of each context."""

    def __init__(self, person: Any) -> None:
        client = Client()
        if person.is_authenticated:
            client.force_login(person, SIGNED_IN_BY)
        self.factory = RequestFactory()
        self.factory.cookies = client.cookies
        self.handler = ClientHandler(enforce_csrf_checks=False)

    def ask(self, method: str, path: str) -> Any:
        """The answer; whatever the question did is undone."""
        given: dict[str, Any] = {}
        if method == "post" and path.startswith("/api/"):
            given = {"data": "{}", "content_type": "application/json"}
        request = getattr(self.factory, method)(path, **given)
        with transaction.atomic():
            response = self.handler(request.environ)
            # A file is served as a stream.
            response.body = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        return response


def addresses_of(route: str, cells: Cells, thing: Any) -> tuple[str, str]:
    """Where the thing is, and where one would be that is not there."""
    names = parameters_of(route)
    there = [_value(name, cells, thing) for name in names]
    keys = [n for n, name in enumerate(names) if name not in cells.given] or [len(names) - 1]
    gone = [missing(value) if n in keys else value for n, value in enumerate(there)]
    return filled(route, there), filled(route, gone)


def _value(name: str, cells: Cells, thing: Any) -> Any:
    if name in cells.given:
        return cells.given[name]
    return thing.slug if name == "slug" else thing.pk


def missing(value: Any) -> Any:
    """A key like this one that nothing has."""
    match value:
        case int():
            return 987654
        case UUID():
            return UUID(int=value.int ^ 1)
    text = str(value)
    try:
        return UUID(int=UUID(text).int ^ 1)
    except ValueError:
        return "no-such-thing"


def told(response: Any, path: str) -> tuple[Any, ...]:
    """All that an answer says, but for where it was asked and what is new each time."""
    headers = sorted(
        (name, _usual(value, path))
        for name, value in response.headers.items()
        if name not in {*HEADERS_PASSING, "Content-Length"}
    )
    cookies = sorted(response.cookies)
    body = _usual(response.body.decode("utf-8", "replace"), path)
    return response.status_code, headers, cookies, body


def _usual(text: str, path: str) -> str:
    for passing in PASSING:
        text = passing.sub("", text)
    for spelled in _spellings(path):
        text = text.replace(spelled, "HERE")
    return text


def _spellings(path: str) -> Sequence[str]:
    return path, path.replace("/", "%2F")


def differences(ours: tuple[Any, ...], missing: tuple[Any, ...]) -> str:
    """Where the two answers part."""
    for a, b in zip(ours, missing, strict=True):
        if a != b and isinstance(a, str):
            at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
            return f"…{a[at - 40 : at + 60]!r} instead of …{b[at - 40 : at + 60]!r}"
        if a != b:
            return f"{a} instead of {b}"
    return ""
