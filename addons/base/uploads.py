"""Files that people send: stored harmless and private, then put on a record."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.core.files.base import ContentFile, File
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from . import clock
from .file_types import LARGEST_FILE, PICTURES, Content, FileTooLarge, harmless
from .models.attachment import Attachment
from .models.note import Note
from .models.record import Record
from .points import FLOWS
from .surfaces.fields import AttachmentsField
from .workflow.actors import Actor, may
from .workflow.errors import Conflict, NotSignedIn, TooMany

FILES_A_DAY: Final = 100
BYTES_A_DAY: Final = 200 * 1024 * 1024
UNUSED_FOR: Final = timedelta(days=2)


def inspect(file: File[bytes]) -> Content:
    """The harmless content of what was sent. Slow: call it before a transaction."""
    if (file.size or 0) > LARGEST_FILE:
        raise FileTooLarge
    file.seek(0)
    return harmless(file.read())


def keep(content: Content, *, name: str, actor: Actor) -> Attachment:
    """Store the content for the actor, who puts it on a record later."""
    if actor.pk is None:
        raise NotSignedIn
    require_quota(actor)
    attachment = Attachment(
        name=shown_name(name, content),
        sha256=hashlib.sha256(content.data).hexdigest(),
        size=len(content.data),
        content_type=content.type,
        uploaded_by_id=actor.pk,
        created_at=clock.now(),
    )
    stored = f"{secrets.token_hex(16)}{content.extension}"
    attachment.file.save(stored, ContentFile(content.data), save=False)
    try:
        attachment.save()
    except Exception:
        attachment.file.delete(save=False)
        raise
    return attachment


def shown_name(name: str, content: Content) -> str:
    """The sender's name for it, fit for a header and ending as what it is."""
    stem = "".join(c for c in PurePath(name).stem if c.isprintable()).strip() or "file"
    return stem[:150] + content.extension


def require_quota(actor: Actor) -> None:
    lately = Attachment.objects.filter(
        uploaded_by=actor.pk, created_at__gt=clock.now() - timedelta(days=1)
    ).aggregate(files=Count("pk"), bytes=Sum("size"))
    if lately["files"] >= FILES_A_DAY or (lately["bytes"] or 0) >= BYTES_A_DAY:
        raise TooMany(retry_after=3600)


def receive(form: type[forms.Form] | None, data: Any, files: Any, *, actor: Actor) -> Any:
    """For pages, before the door: store the files of the form's attachment fields.

    Returns the data with their ids in it.
    """
    names = [n for n, f in (form.base_fields if form else {}).items() if is_files(f)]
    if not any(files.getlist(name) for name in names):
        return data
    data = data.copy()
    for name in names:
        for file in files.getlist(name):
            data.appendlist(name, keep(inspect(file), name=file.name, actor=actor).pk)
    return data


def is_files(field: forms.Field) -> bool:
    return isinstance(field, AttachmentsField)


def attach(record: Record, attachments: Iterable[Attachment], *, kind: str = "photo") -> None:
    """Put uploaded files on the record, for a transition's follow-up. Each goes on one record."""
    wanted = [attachment.pk for attachment in attachments]
    if not wanted:
        return
    taken = (
        Attachment.objects.unused()
        .filter(pk__in=wanted)
        .update(record_type=record.record_type, record_id=str(record.pk), kind=kind)
    )
    if taken != len(wanted):
        raise Conflict(_("One of the files was used elsewhere. Send it again."), code="file_used")


def may_read(attachment: Attachment, actor: Actor) -> bool:
    """Whoever sees the record reads its files; what is on none is its sender's."""
    if not attachment.record_type:
        return actor.pk is not None and attachment.uploaded_by_id == actor.pk
    flow = FLOWS.get(attachment.record_type)
    if flow is None:
        return False
    record = flow.model.objects.visible_to(actor).filter(pk=attachment.record_id).first()
    if record is None:
        return False
    # Files of an internal note are read by those who may write one.
    is_internal = attachment.kind == Note.Kind.INTERNAL
    return not is_internal or may(actor, flow.flow.notes.get(Note.Kind.INTERNAL, ""), record)


def describe(attachment: Attachment) -> dict[str, Any]:
    """The file in the API's shape."""
    return {
        "id": attachment.pk,
        "name": attachment.name,
        "size": attachment.size,
        "type": attachment.content_type,
        "url": f"/files/{attachment.pk}/",
    }


def is_picture(attachment: Attachment) -> bool:
    return attachment.content_type in PICTURES.values()


def discard(attachments: Iterable[Attachment]) -> None:
    """Delete files whose time is over, with their content."""
    for attachment in attachments:
        attachment.delete()
        attachment.file.delete(save=False)


def forget_unused() -> int:
    """Delete what was uploaded days ago and never put on a record."""
    old = Attachment.objects.unused().filter(created_at__lt=clock.now() - UNUSED_FOR)
    forgotten = 0
    for attachment in old.iterator():
        deleted, _rows = Attachment.objects.unused().filter(pk=attachment.pk).delete()
        if deleted:
            attachment.file.delete(save=False)
            forgotten += 1
    return forgotten
