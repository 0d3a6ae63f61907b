"""Signed messages: an HMAC over the time and the raw body, believed for some minutes only."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Final

from .protocol import NotFromGateway

# Seconds that a message may be on its way; a clock may be so much ahead.
WINDOW: Final = 300


def signed(body: bytes, *, secret: str, at: int | None = None) -> str:
    """The header for the body: `t=<unix time>,v1=<hex>`."""
    # The real time, and not the demo's moved clock: the two sides are on different machines.
    at = int(time.time()) if at is None else at
    return f"t={at},v1={_digest(body, secret=secret, at=at)}"


def verify(body: bytes, header: str, *, secret: str) -> None:
    """Raises NotFromGateway unless the header was made for this body, with the secret, lately."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    at, digest = parts.get("t", ""), parts.get("v1", "")
    if not at.isascii() or not at.isdecimal() or len(at) > 12:
        raise NotFromGateway("There is no signature.")
    if not hmac.compare_digest(digest.encode(), _digest(body, secret=secret, at=int(at)).encode()):
        raise NotFromGateway("The signature does not fit.")
    if abs(time.time() - int(at)) > WINDOW:
        raise NotFromGateway("The message is too old.")


def _digest(body: bytes, *, secret: str, at: int) -> str:
    return hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
