"""Files over HTTP: sending one, and the one view that gives them out."""

from __future__ import annotations

import logging
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from ninja import File as FromFile
from ninja import Router, UploadedFile

from ..models.attachment import Attachment
from ..uploads import describe, inspect, is_picture, keep, may_read
from ..workflow.errors import DoorError
from .answers import answer
from .authentication import actor_of, signed_in
from .idempotency import keeps_key, once
from .problems import of_door
from .shapes import File

log = logging.getLogger(__name__)

TAGS: list[Any] = [_("Files")]
SUMMARY: Any = _("Send a file")
SENT: Any = FromFile(...)  # type: ignore[type-arg]

router = Router(tags=TAGS)


@router.post(
    "/",
    auth=signed_in,
    response={201: File},
    summary=SUMMARY,
    operation_id="attachments_create",
)
@keeps_key
def send(request: HttpRequest, file: UploadedFile = SENT) -> HttpResponse:
    """A JPEG, PNG or WebP picture, a PDF or a plain text of at most 10 MB.

    Give the id to an operation that takes attachments within two days.
    """
    content = inspect(file)
    actor = actor_of(request)
    name = file.name or ""
    return once(
        request, lambda: answer(describe(keep(content, name=name, actor=actor)), status=201)
    )


@require_safe
def file_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file, to whoever may read the record it is on; for everybody else there is none."""
    try:
        actor = actor_of(request)
    except DoorError as error:
        return of_door(error)
    attachment = Attachment.objects.filter(pk=pk).first()
    if attachment is None or not may_read(attachment, actor):
        raise Http404
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError:
        log.error("file %s of attachment %s is gone", attachment.file.name, pk)
        raise Http404 from None
    response = FileResponse(
        content,
        # Pictures were drawn anew, so they may be shown in place.
        as_attachment=not is_picture(attachment),
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, max-age=300"
    return response
