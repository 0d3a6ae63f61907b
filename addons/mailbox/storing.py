"""A mail as it came is kept, on the disk and in the database, before its sender is told so."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import IntegrityError, connection
from django.utils import timezone

from addons.base import clock
from addons.base.faults import fault
from addons.base.models.attachment import private_storage
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create

from .headers import message_id_of, sender_of, subject_of
from .models import IncomingMail

RECEIVER: Final = System("mailbox.receive_mail")
FOLDER: Final = "mail"
UNNOTED_FOR: Final = timedelta(days=1)


@dataclass(frozen=True)
class Handed:
    """What a mail server has handed over: the mail, and what stood on its envelope."""

    content: bytes
    return_path: str
    recipients: list[str]


def keep(handed: Handed) -> IncomingMail:
    """The record of the mail; the one that is there already, if it was handed over before."""
    head = BytesHeaderParser().parsebytes(head_of(handed.content))
    digest = digest_of(head, handed.content)
    known: IncomingMail | None = IncomingMail.objects.filter(digest=digest).first()
    if known is not None:
        return known
    name = _write(handed.content, digest)
    fault("mailbox:written")
    try:
        return _note(handed, head, digest, name)
    except IntegrityError:
        # Handed over twice in the same moment.
        store().delete(name)
        return IncomingMail.objects.get(digest=digest)
    except Exception:
        store().delete(name)
        raise


def write_through() -> None:
    """On this connection what is committed survives a power cut, as PostgreSQL has it anyway."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def read(mail: IncomingMail) -> bytes:
    with store().open(mail.raw, "rb") as file:
        content: bytes = file.read()
    return content


def forget_content(name: str) -> None:
    if name:
        store().delete(name)


def forget_unnoted() -> int:
    """Delete what was written by a process that died before it made the record."""
    forgotten = 0
    for name in list(_old_files(FOLDER, before=timezone.now() - UNNOTED_FOR)):
        if not IncomingMail.objects.filter(raw=name).exists():
            store().delete(name)
            forgotten += 1
    return forgotten


def _old_files(folder: str, *, before: datetime) -> Iterator[str]:
    try:
        folders, files = store().listdir(folder)
    except FileNotFoundError:
        return
    for each in folders:
        yield from _old_files(f"{folder}/{each}", before=before)
    for each in files:
        if store().get_modified_time(f"{folder}/{each}") < before:
            yield f"{folder}/{each}"


def store() -> Storage:
    return private_storage()


def head_of(content: bytes) -> bytes:
    """All before the first empty line."""
    ends = [at for at in (content.find(b"\r\n\r\n"), content.find(b"\n\n")) if at >= 0]
    return content[: min(ends)] if ends else content


def digest_of(head: Message, content: bytes) -> str:
    """The same however often and by whichever way it comes: servers on the way add to the head."""
    body = content[len(head_of(content)) :].replace(b"\r\n", b"\n").strip()
    parts = [str(head.get(name, "")).encode("utf-8", "replace") for name in ("Message-ID", "From")]
    whole = hashlib.sha256()
    for part in (*parts, str(head.get("Subject", "")).encode("utf-8", "replace"), body):
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def _write(content: bytes, digest: str) -> str:
    """Into the private store; on a disk of ours it has really arrived there."""
    now = clock.now()
    name = store().save(f"{FOLDER}/{now:%Y/%m}/{digest}.eml", ContentFile(content))
    with suppress(NotImplementedError):  # a store elsewhere sees to it itself
        path = store().path(name)
        for place in (path, os.path.dirname(path)):  # noqa: PTH120
            handle = os.open(place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    return name


def _note(handed: Handed, head: Message, digest: str, name: str) -> IncomingMail:
    sender_name, sender = sender_of(head)
    data = {
        "digest": digest,
        "raw": name,
        "size": len(handed.content),
        "message_id": message_id_of(head),
        "sender": sender,
        "sender_name": sender_name,
        "return_path": handed.return_path.lower()[:254],
        "recipients": handed.recipients,
        "subject": subject_of(head),
    }
    return create(IncomingMail, actor=RECEIVER, data=data, via=Door.MAIL)
