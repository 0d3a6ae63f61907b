"""What a mail server says of a mail of ours that it could not deliver (RFC 3464)."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Final, cast

from .headers import clean
from .reading import Letter

LONGEST: Final = 300


def failure(letter: Letter) -> str | None:
    """Why it did not arrive; None if this is no report, or one of something less."""
    if letter.message.get_content_type() != "multipart/report":
        return None
    for part in letter.parts:
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            # The first block is about the mail, each other about one recipient.
            for block in cast(list[EmailMessage], part.get_payload()):
                if str(block.get("Action", "")).strip().lower() == "failed":
                    return _told(block)
    return None


def _told(block: EmailMessage) -> str:
    status = clean(str(block.get("Status", "")))
    _kind, _semicolon, said = clean(str(block.get("Diagnostic-Code", ""))).rpartition(";")
    return " ".join(each for each in (status, said.strip()) if each)[:LONGEST] or "failed"
