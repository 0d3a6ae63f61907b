"""`support/tickets/{id}/notes/`: the internal messages of the thread, as the API gives any notes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import actor_of, signed_in
from addons.base.surfaces.shapes import Input, Note, Problem
from addons.base.workflow import Door, Forbidden, NotFound, may
from addons.chat.models import Conversation, Message

from .models import Ticket
from .saying import say

PATH: Any = "/{int:id}/notes/"


class NoteIn(Input):
    text: str


def declare_notes(router: Router) -> None:
    def thread(pk: int, actor: Any) -> Conversation:
        ticket = Ticket.objects.visible_to(actor).filter(pk=pk).first()
        found = None
        if ticket is not None:
            found = Conversation.objects.visible_to(actor).about(ticket).first()
        if found is None:
            raise NotFound
        return found

    def notes(request: HttpRequest, id: int) -> HttpResponse:
        actor = actor_of(request)
        said = thread(id, actor).messages.readable_by(actor).filter(internal=True)
        return answer([describe(message) for message in said.order_by("-pk")])

    def note(request: HttpRequest, id: int, body: NoteIn) -> HttpResponse:
        actor = actor_of(request)
        conversation = thread(id, actor)
        if not may(actor, "tickets.work_ticket"):
            raise Forbidden
        message = say(conversation, actor=actor, text=body.text, internal=True, via=Door.REST)
        return answer(describe(message), status=201)

    router.get(
        PATH,
        auth=signed_in,
        response={200: list[Note], (401, 404): Problem},
        summary="Notes, newest first",
        description="What staff noted for each other; nobody else is given any.",
        operation_id="support_tickets_notes",
    )(notes)
    router.post(
        PATH,
        auth=signed_in,
        response={201: Note, (400, 401, 403, 404): Problem},
        summary="Add a note",
        description="An internal message of the thread.",
        operation_id="support_tickets_add_note",
    )(note)


def describe(message: Message) -> dict[str, Any]:
    sender = message.sender
    return {
        "id": message.pk,
        "kind": "internal",
        "text": message.text,
        "visible_to_client": False,
        "created_by": {"id": sender.pk, "name": sender.get_full_name()},
        "created_at": message.created_at,
        "updated_at": message.created_at,
    }
