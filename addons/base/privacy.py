"""What the kernel itself keeps of a person: their deeds, notes and files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import transaction

from .events.erase import erase_private
from .models import Attachment, ChosenColumns, Event, Note, SavedView, SentRequest
from .points import PERSONAL, Personal
from .workflow.unit import unit_of_work


def forget(person: Any) -> None:
    """Every addon forgets the person, those that need others first; books and audit stay whole."""

    def work() -> None:
        for kind in reversed(PERSONAL.values()):
            kind.erase(person)

    unit_of_work(work)


def events_of(user: Any) -> Iterator[dict[str, Any]]:
    for event in Event.objects.filter(actor_id=user.pk).order_by("pk").iterator():
        yield {
            "record": event.topic,
            "kind": event.kind,
            "transition": event.transition,
            "state": event.new_state,
            "via": event.via,
            "at": event.at,
            "reason": event.reason,
            "arguments": event.arguments,
            "address": event.address,
        }


def erase_deeds(user: Any) -> None:
    erase_private(user.pk)


def notes_of(user: Any) -> Iterator[dict[str, Any]]:
    for note in Note.objects.filter(created_by_id=user.pk).order_by("pk"):
        record = f"{note.record_type}:{note.record_id}"
        yield {"record": record, "kind": note.kind, "text": note.text, "at": note.created_at}


def erase_notes(user: Any) -> None:
    """What they wrote as a customer; what staff wrote down about the work stays."""
    Note.objects.filter(created_by_id=user.pk, kind=Note.Kind.CLIENT).update(text="")


def files_of(user: Any) -> Iterator[dict[str, Any]]:
    for file in Attachment.objects.filter(uploaded_by_id=user.pk).order_by("pk"):
        record = f"{file.record_type}:{file.record_id}"
        yield {"record": record, "name": file.name, "kind": file.kind, "at": file.created_at}


def erase_files(user: Any) -> None:
    """The files go once the erasing is committed; that there was one stays."""
    for attachment in Attachment.objects.filter(uploaded_by_id=user.pk).exclude(file=""):
        storage, name = attachment.file.storage, str(attachment.file.name)
        attachment.file, attachment.name = "", ""
        attachment.save(update_fields=["file", "name"])
        transaction.on_commit(partial(storage.delete, name))


def requests_of(user: Any) -> Iterator[dict[str, Any]]:
    for sent in SentRequest.objects.filter(actor_id=user.pk):
        yield {"key": sent.key, "at": sent.at, "status": sent.status, "body": sent.body}


def erase_requests(user: Any) -> None:
    SentRequest.objects.filter(actor_id=user.pk).delete()


def views_of(user: Any) -> Iterator[dict[str, Any]]:
    for view in SavedView.objects.filter(owner_id=user.pk):
        yield {"list": view.record_type, "name": view.name, "query": view.query}


def erase_views(user: Any) -> None:
    """Their own; those that others use stay."""
    SavedView.objects.filter(owner_id=user.pk, is_shared=False).delete()


def columns_of(user: Any) -> Iterator[dict[str, Any]]:
    for chosen in ChosenColumns.objects.filter(owner_id=user.pk):
        yield {"list": chosen.record_type, "columns": chosen.columns}


def erase_columns(user: Any) -> None:
    ChosenColumns.objects.filter(owner_id=user.pk).delete()


for name, export, erase in (
    ("base.Event", events_of, erase_deeds),
    ("base.Note", notes_of, erase_notes),
    ("base.Attachment", files_of, erase_files),
    ("base.SentRequest", requests_of, erase_requests),
    ("base.SavedView", views_of, erase_views),
    ("base.ChosenColumns", columns_of, erase_columns),
):
    PERSONAL.register(name, Personal(name, export, erase))
