"""Sealing events: an HMAC over canonical JSON and the hash before it, per stream."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db.models import Model

from .model import Event

# The columns under the hash, beside the digest of what may be erased.
SEALED = (
    "record_type",
    "record_id",
    "sequence",
    "kind",
    "transition",
    "previous_state",
    "new_state",
    "actor_id",
    "system_name",
    "automated",
    "via",
    "seconds_in_previous_state",
    "at",
    "caused_by",
    "digest",
)


def seal(event: Event, *, previous: str) -> Event:
    """Salt, digest and hash the event onto the stream whose last hash is `previous`."""
    event.salt = secrets.token_hex(16)
    event.digest = private_digest(event)
    event.hash = chained(event, previous=previous)
    return event


def private_digest(event: Event) -> str:
    private = canonical([event.reason, event.arguments, event.address])
    return hashlib.sha256(event.salt.encode() + private).hexdigest()


def chained(event: Event, *, previous: str) -> str:
    held = event.__dict__
    # All of them are in JSON's own types but the time.
    content = canonical({name: held[name] for name in SEALED} | {"at": plain(event.at)})
    return hmac.digest(settings.AUDIT_KEY.encode(), previous.encode() + content, "sha256").hex()


def canonical(value: Any) -> bytes:
    """One byte string per value: sorted keys, no white space, no floats."""
    return _encoder.encode(value).encode()


_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: Any) -> Any:
    """The value in JSON's own types: records by id, numbers exact as text, times in UTC."""
    match value:
        case None | bool() | int() | str():
            return str(value) if isinstance(value, str) else value
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case float() | Decimal() | UUID():
            return str(value)
        case Model():
            return plain(value.pk)
        case File():
            return value.name
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case _ if hasattr(value, "__iter__"):
            return [plain(item) for item in value]
        case _:
            return str(value)


@dataclass(frozen=True)
class Break:
    """A place where a stream does not hold."""

    stream: str
    sequence: int
    what: str

    def __str__(self) -> str:
        return f"{self.stream}#{self.sequence}: {self.what}"


def breaks_in(
    events: Iterable[Event], *, head: tuple[int, str] | None, state_now: str | None = None
) -> Iterator[Break]:
    """Walk one stream in order.

    `head` is the record's own (version, chain) and `state_now` its state, if it is there.
    """
    previous, expected, state, topic = "", 1, "", "its stream"
    for event in events:
        topic = event.topic
        if event.sequence != expected:
            yield Break(topic, expected, "an event is missing")
        if not event.erased and event.digest != private_digest(event):
            yield Break(topic, event.sequence, "reason, arguments or address were altered")
        if event.hash != chained(event, previous=previous):
            yield Break(topic, event.sequence, "the event was altered")
        elif event.previous_state != state:
            yield Break(
                topic, event.sequence, f"it begins in {event.previous_state!r}, not {state!r}"
            )
        previous, expected, state = event.hash, event.sequence + 1, event.new_state
    if head is not None and head != (expected - 1, previous):
        yield Break(topic, expected - 1, "the record and the end of its stream differ")
    elif state_now is not None and state_now != state:
        yield Break(topic, expected - 1, f"the record is in {state_now!r}, its stream in {state!r}")
