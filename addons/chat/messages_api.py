"""The endpoint `<records>/{id}/messages/`, which an addon declares for its own records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from addons.base.models import Record
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import actor_of, signed_in
from addons.base.surfaces.shapes import Input, Person
from addons.base.workflow import Conflict, Door, Invalid, NotFound
from addons.base.workflow.arguments import field_errors
from addons.base.workflow.states import Text

from .arguments import MessageArguments
from .models import Conversation, Message
from .saying import describe, say


class FileOut(Schema):
    id: int
    name: str
    size: int
    type: str


class MessageOut(Schema):
    id: int
    from_: Person = Field(alias="from")
    text: str
    internal: bool
    attachments: list[FileOut]
    timestamp: datetime


class MessageIn(Input):
    text: str
    internal: bool = False
    attachments: list[int] = []


@dataclass(frozen=True, kw_only=True)
class Thread:
    """What is said about the records of one model, at `{id}/messages/`, for who sees the record."""

    model: type[Record]
    about: Callable[[Any], models.Model | None]
    nobody_yet: Text
    speak: Callable[..., Message]

    def conversation(self, pk: int, actor: Any) -> Conversation | None:
        record = self.model.objects.visible_to(actor).filter(pk=pk).first()
        if record is None:
            raise NotFound
        whose = self.about(record)
        if whose is None:
            return None
        return Conversation.objects.visible_to(actor).about(whose).first()

    def read(self, request: HttpRequest, id: int) -> HttpResponse:
        actor = actor_of(request)
        conversation = self.conversation(id, actor)
        said = Message.objects.none()
        if conversation is not None:
            said = conversation.messages.readable_by(actor)
        return answer([describe(message) for message in said])

    def write(self, request: HttpRequest, id: int, body: MessageIn) -> HttpResponse:
        actor = actor_of(request)
        conversation = self.conversation(id, actor)
        form = MessageArguments(body.dict(), actor=actor)
        if not form.is_valid():
            raise Invalid(field_errors(form))
        if conversation is None:
            raise Conflict(self.nobody_yet, code="no_chat")
        given = form.cleaned_data
        message = self.speak(
            conversation,
            actor=actor,
            text=given["text"],
            files=given["attachments"],
            internal=given["internal"],
            via=Door.REST,
        )
        return answer(describe(message), status=201)


def declare_messages(
    router: Router,
    model: type[Record],
    *,
    read: str,
    write: str,
    nobody_yet: Text,
    about: Callable[[Any], models.Model | None] = lambda record: record,
    speak: Callable[..., Message] = say,
    named: str = "",
) -> None:
    """Reading and saying at `{id}/messages/` of the model's router, for who sees the record.

    `read` and `write` are what the API's document says of the two. `about(record)`: whose
    conversation it is, if not the record's own. `nobody_yet`: why nothing can be said without one.
    `speak` takes what `say` takes, for records where more than that comes of a message. `named`: what
    the operations' ids begin with, for an addon's second model.
    """
    thread = Thread(model=model, about=about, nobody_yet=nobody_yet, speak=speak)

    # The router writes on what it is given, which a method does not take.
    def messages(request: HttpRequest, id: int) -> HttpResponse:
        return thread.read(request, id)

    def say_it(request: HttpRequest, id: int, body: MessageIn) -> HttpResponse:
        return thread.write(request, id, body)

    named = named or f"addons_{model._meta.app_label}_api"
    path: Any = "/{int:id}/messages/"
    told: dict[str, Any] = {"auth": signed_in, "by_alias": True}
    router.get(
        path,
        response=list[MessageOut],
        summary="Messages",
        description=read,
        operation_id=f"{named}_messages",
        **told,
    )(messages)
    router.post(
        path,
        response={201: MessageOut},
        summary="Say",
        description=write,
        operation_id=f"{named}_say",
        **told,
    )(say_it)
