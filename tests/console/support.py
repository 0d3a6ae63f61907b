"""Where things are, and what an answer says."""

from __future__ import annotations

from typing import Any

from tests.dummy.models import Parcel

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"
LIST = "/admin/dummy/parcel/"
HTMX = {"HX-Request": "true"}


def at(parcel: Parcel, rest: str = "") -> str:
    return f"{LIST}{parcel.pk}/{rest}"


def html(response: Any) -> str:
    return response.content.decode()
