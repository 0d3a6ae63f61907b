"""The inbox in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.params import Query
from pydantic import Field

from addons.base.points import ROUTERS
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import actor_of, signed_in
from addons.base.surfaces.paging import LARGEST_SIZE, LAST_PAGE, USUAL_SIZE, Page, enveloped
from addons.base.surfaces.routes import page_schema
from addons.base.surfaces.shapes import Input
from addons.base.workflow import Invalid

from .models import Notification

router = ROUTERS.register("notifications", Router(tags=["notifications"]))

LARGEST_ID = 2**63 - 1


class NotificationOut(Schema):
    id: int
    kind: str
    title: str
    text: str
    url: str
    read_at: datetime | None
    created_at: datetime


class InboxQuery(Input):
    unread: bool | None = None
    page: int = Field(1, ge=1, le=LAST_PAGE)
    page_size: int = Field(USUAL_SIZE, ge=1, le=LARGEST_SIZE)


class Read(Input):
    """Either some by their ids, or all."""

    ids: list[int] = Field([], max_length=500)
    all: bool = False


class Unread(Schema):
    unread: int


@router.get("/", auth=signed_in, response=page_schema(NotificationOut), summary="My inbox")
def list_notifications(request: HttpRequest, query: Query[InboxQuery]) -> HttpResponse:
    """The newest first; `unread=true` leaves out what was read."""
    mine = Notification.objects.of(actor_of(request))
    if query.unread is not None:
        mine = mine.filter(read_at__isnull=query.unread)
    page = Page(query.page, query.page_size, "", Q(), request.GET)
    rows = mine[page.first : page.first + page.size]
    return answer(enveloped(request, page, mine.count(), list(map(describe, rows))))


@router.post("read/", auth=signed_in, response=Unread, summary="Mark as read")
def mark_read(request: HttpRequest, data: Read) -> HttpResponse:
    """Those of others and unknown ones are passed over in silence."""
    if bool(data.ids) == data.all:
        raise Invalid({"ids": [_("Give either some ids or all: true.")]})
    mine = Notification.objects.of(actor_of(request))
    chosen = mine if data.all else mine.among(i for i in data.ids if 0 < i <= LARGEST_ID)
    chosen.mark_read()
    return answer({"unread": mine.unread().count()})


def describe(notification: Notification) -> dict[str, Any]:
    return {
        "id": notification.pk,
        "kind": notification.kind,
        "title": notification.title,
        "text": notification.text,
        "url": notification.url,
        "read_at": notification.read_at,
        "created_at": notification.created_at,
    }
