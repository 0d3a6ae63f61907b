"""Our addresses, and those made from them that nobody can guess.

    support@example.com                       anybody's question
    support+r17-42-<signature>@example.com    an answer to ticket 17, by person 42
    support+b99-<signature>@example.com       what machines report of the mail with the number 99

Each signature is for one purpose, and binds all that stands before it. It is in small letters,
because some mail programs change capital ones.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT: Final = "mailbox.address"
# Of 32 letters each: a hundred bits.
LETTERS: Final = 20
SIGNED: Final = re.compile(r"(r[1-9]\d{0,18}-[1-9]\d{0,18}|b[1-9]\d{0,18})-([a-z2-7]{20})\Z")


@dataclass(frozen=True)
class Addressed:
    """What an address of ours is for: a question, an answer, or a report."""

    ticket: int | None = None
    person: int | None = None
    delivery: int | None = None

    @property
    def is_reply(self) -> bool:
        return self.ticket is not None

    @property
    def is_report(self) -> bool:
        return self.delivery is not None


def support_address() -> tuple[str, str]:
    local, _at, domain = settings.SUPPORT_EMAIL.lower().rpartition("@")
    return local, domain


def reply_address(*, ticket: int, person: int) -> str:
    return _signed(f"r{ticket}-{person}")


def report_address(*, delivery: int) -> str:
    return _signed(f"b{delivery}")


def understood(address: str) -> Addressed | None:
    """What the address is for; None if it is none of ours, or its signature is not."""
    local, _at, domain = address.strip().lower().rpartition("@")
    own, own_domain = support_address()
    if domain != own_domain:
        return None
    if local == own:
        return Addressed()
    base, _plus, extra = local.partition("+")
    found = SIGNED.match(extra)
    if base != own or found is None or not _is_ours(*found.groups()):
        return None
    kind, numbers = found[1][0], [int(each) for each in found[1][1:].split("-")]
    if any(number >= 2**63 for number in numbers):
        return None
    if kind == "b":
        return Addressed(delivery=numbers[0])
    return Addressed(ticket=numbers[0], person=numbers[1])


def _signed(what: str) -> str:
    local, domain = support_address()
    return f"{local}+{what}-{_signature(what, settings.SECRET_KEY)}@{domain}"


def _is_ours(what: str, signature: str) -> bool:
    """Signed with the key of now or an earlier one: people answer old mails."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(signature, _signature(what, key)) for key in keys)


def _signature(what: str, key: str | bytes) -> str:
    digest = salted_hmac(SALT, what, secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:LETTERS]
