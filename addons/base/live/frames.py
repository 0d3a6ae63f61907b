"""What comes in over a socket, before anybody looks at what it means."""

from __future__ import annotations

import json
import re
import time
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ..workflow.errors import DoorError

LARGEST: Final = 16_384
DEEPEST: Final = 6
# Half of a character: valid in JSON, impossible in any other text.
LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class BadFrame(DoorError):
    """No message. The text is constant: it repeats nothing of what came in."""

    code = "bad_frame"
    message = _("Send one JSON object with a type.")


def decode(frame: dict[str, Any]) -> dict[str, Any]:
    """The JSON object of a text frame."""
    text = frame.get("text")
    if text is None:
        raise BadFrame(_("Send text, not binary data."))
    if len(text) > LARGEST or len(text.encode(errors="surrogatepass")) > LARGEST:
        raise BadFrame(_("The message is too large."))
    try:
        message = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadFrame from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise BadFrame
    _require_sane(message, depth=1)
    return message


def _refuse(constant: str) -> Any:
    raise ValueError(constant)  # NaN and Infinity are no JSON


def _require_sane(value: Any, *, depth: int) -> None:
    if depth > DEEPEST:
        raise BadFrame(_("The message is nested too deeply."))
    if isinstance(value, str) and LONE_SURROGATE.search(value):
        raise BadFrame
    if isinstance(value, dict):
        for key, item in value.items():
            _require_sane(key, depth=depth)
            _require_sane(item, depth=depth + 1)
    if isinstance(value, list):
        for item in value:
            _require_sane(item, depth=depth + 1)


class Bucket:
    """So many messages a second in the long run, and a burst at once."""

    def __init__(self, *, rate: float, burst: int) -> None:
        self.rate = rate
        self.burst = float(burst)
        self._left = self.burst
        self._filled_at = time.monotonic()

    def take(self) -> bool:
        """Whether one more is all right now."""
        now = time.monotonic()
        self._left = min(self.burst, self._left + (now - self._filled_at) * self.rate)
        self._filled_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
