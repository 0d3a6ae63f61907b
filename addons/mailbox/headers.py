"""What the head of a mail says, whatever somebody has written there."""

from __future__ import annotations

import re
from contextlib import suppress
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import Final

MESSAGE_ID: Final = re.compile(r"<[^<>\s\x00-\x1f]{1,240}@[^<>\s\x00-\x1f]{1,240}>")
PREFIXES: Final = re.compile(r"^((re|fwd?|aw|wg|sv)\s*:|\[t-\d+\])\s*", re.IGNORECASE)


def text_of(head: Message, name: str, *, longest: int) -> str:
    """A header as people read it, on one line and without what no database takes."""
    raw = str(head.get(name, ""))
    # Broken encodings are read as they stand.
    with suppress(Exception):
        raw = str(make_header(decode_header(raw)))
    return clean(raw)[:longest]


def clean(text: str) -> str:
    text = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def sender_of(head: Message) -> tuple[str, str]:
    """Name and address that the mail says it is from; several are as good as none."""
    found = addresses_in(head, "From")
    if len(found) != 1:
        return "", ""
    name, address = found[0]
    return name[:150], address if len(address) <= 254 else ""


def addresses_in(head: Message, *names: str) -> list[tuple[str, str]]:
    given = [text_of(head, name, longest=10_000) for name in names if name in head]
    return [(name, address.lower()) for name, address in getaddresses(given) if "@" in address]


def message_id_of(head: Message) -> str:
    found = MESSAGE_ID.search(str(head.get("Message-ID", "")))
    return found[0][:255] if found else ""


def subject_of(head: Message) -> str:
    """Without what mail programs put before it."""
    subject = text_of(head, "Subject", longest=500)
    while (shorter := PREFIXES.sub("", subject)) != subject:
        subject = shorter
    return subject[:200]
