"""From the bytes of a mail to what it says and brings along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import policy as email_policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import cached_property
from typing import Final, cast

from . import plain
from .headers import MESSAGE_ID, addresses_in, clean
from .trimming import own_part

MOST_PARTS: Final = 100
LONGEST_TEXT: Final = 200_000


@dataclass(frozen=True)
class Brought:
    """A file that came along. A part that holds another mail has no content of its own."""

    name: str
    content: bytes


@dataclass
class Letter:
    """The mail, read. Nothing of it is believed here."""

    message: EmailMessage
    parts: list[EmailMessage] = field(default_factory=list)

    @property
    def answers(self) -> set[str]:
        """The Message-IDs that it names before its own."""
        named = (str(self.message.get(name, "")) for name in ("In-Reply-To", "References"))
        return {each for text in named for each in MESSAGE_ID.findall(text)}

    @property
    def to(self) -> list[str]:
        names = ("To", "Cc", "Delivered-To", "X-Original-To")
        return [address for _name, address in addresses_in(self.message, *names)]

    def says(self, name: str) -> str:
        return clean(str(self.message.get(name, ""))).lower()

    @cached_property
    def text(self) -> str:
        """All of it, as it came."""
        body = self._body("plain")
        return (_content(body) if body is not None else plain.text_of(self._page())).strip()

    @cached_property
    def answer(self) -> str:
        """What was written now, without what it answers."""
        body = self._body("plain")
        if body is not None:
            return own_part(_content(body))
        page = self._page()
        return own_part(plain.text_of(page, without_quotes=True) or plain.text_of(page))

    @property
    def files(self) -> Iterator[Brought]:
        """Also the pictures that stand in the text."""
        bodies = {id(self._body("plain")), id(self._body("html"))}
        for part in self.parts:
            if part.is_multipart() and part.get_content_type() != "message/rfc822":
                continue
            if id(part) not in bodies and (part.get_content_disposition() or _name(part)):
                yield Brought(_name(part) or part.get_content_type(), _bytes(part))

    def _body(self, kind: str) -> EmailMessage | None:
        for part in self.parts:
            is_text = part.get_content_type() == f"text/{kind}"
            if is_text and part.get_content_disposition() != "attachment" and not _name(part):
                return part
        return None

    def _page(self) -> str:
        body = self._body("html")
        return _content(body) if body is not None else ""


def parsed(content: bytes) -> Letter:
    message = BytesParser(policy=email_policy.default).parsebytes(content)
    return Letter(message, list(_parts(message)))


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Without those of mails within the mail, and not more than anybody sends."""
    waiting, found = [message], 0
    while waiting and found < MOST_PARTS:
        part = waiting.pop(0)
        found += 1
        yield part
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting[:0] = cast(list[EmailMessage], part.get_payload())


def _name(part: EmailMessage) -> str:
    # Broken ones make the parser raise all sorts of things.
    with suppress(Exception):
        return clean(part.get_filename() or "")[:150]
    return ""


def _bytes(part: EmailMessage) -> bytes:
    with suppress(Exception):
        return cast(bytes, part.get_payload(decode=True) or b"")
    return b""


def _content(part: EmailMessage) -> str:
    data = _bytes(part)
    charset = part.get_content_charset("utf-8")
    try:
        text = data.decode(charset, "replace")
    except (LookupError, UnicodeError):
        text = data.decode("utf-8", "replace")
    return "".join(c for c in text[:LONGEST_TEXT] if c in "\n\t" or c.isprintable())
